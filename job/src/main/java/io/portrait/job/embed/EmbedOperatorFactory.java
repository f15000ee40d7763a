package io.portrait.job.embed;

import io.portrait.event.UserRecord;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operator of each task, with the task's mailbox and clock. */
final class EmbedOperatorFactory extends AbstractStreamOperatorFactory<UserRecord>
    implements OneInputStreamOperatorFactory<UserRecord, UserRecord> {

  private static final long serialVersionUID = 1;

  private final EmbedFunction function;
  private final Duration timeout;

  EmbedOperatorFactory(EmbedFunction function, Duration timeout) {
    this.function = function;
    this.timeout = timeout;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Flink declares it
  public <T extends StreamOperator<UserRecord>> T createStreamOperator(
      StreamOperatorParameters<UserRecord> parameters) {
    EmbedOperator operator =
        new EmbedOperator(
            function,
            timeout,
            parameters.getProcessingTimeService(),
            parameters.getMailboxExecutor());
    operator.setup(
        parameters.getContainingTask(), parameters.getStreamConfig(), parameters.getOutput());
    return (T) operator;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return EmbedOperator.class;
  }
}
