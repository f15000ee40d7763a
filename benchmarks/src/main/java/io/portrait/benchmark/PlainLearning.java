package io.portrait.benchmark;

import io.portrait.definition.Definition;
import io.portrait.learning.ChurnLearner;
import io.portrait.learning.Example;
import io.portrait.learning.ExampleOrder;
import io.portrait.learning.SegmentLearner;
import java.util.ArrayList;
import java.util.List;

/** A learner by itself in one thread: its examples lie in memory, in order. */
enum PlainLearning {
  SEGMENTS("segments, the learner alone"),
  CHURN("churn, the learner alone");

  private final String label;

  PlainLearning(String label) {
    this.label = label;
  }

  /** What it is called in a table. */
  String label() {
    return label;
  }

  /** Learns from the users of some ticks; to make and sort the examples does not count. */
  Run run(LearningWorkload workload, int ticks) {
    Definition definition = workload.definitions().definition();
    SegmentLearner segments = SegmentLearner.of(definition);
    ChurnLearner churn = ChurnLearner.of(definition);
    TickedUsers users = workload.ticked();
    double seconds = 0;
    double cpuMicros = 0;
    for (int number = 0; number < ticks; number++) {
      long tick = TickedUsers.tickMillis(number);
      List<Example> examples = examples(users, workload.users(), tick);
      Moment start = Moment.now();
      if (this == SEGMENTS) {
        examples.forEach(segments::learn);
        segments.endTick();
      } else {
        examples.forEach(churn::learn);
        churn.endTick(tick);
      }
      Moment end = Moment.now();
      seconds += end.secondsSince(start);
      cpuMicros += end.cpuMicrosSince(start);
    }
    long all = (long) workload.users() * ticks;
    return new Run(all, ticks, 0, seconds, cpuMicros, Double.NaN, Double.NaN);
  }

  private List<Example> examples(TickedUsers users, int count, long tick) {
    List<Example> examples = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      String id = TickedUsers.idOf(number);
      examples.add(this == SEGMENTS ? users.ofSegments(id, tick) : users.ofChurn(id, tick));
    }
    examples.sort(ExampleOrder.EXAMPLES);
    return examples;
  }
}
