package io.portrait.job.window;

import io.portrait.online.OnlineMemory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the job puts beside its rows when a checkpoint is complete, and with it every row before it
 * in Redis: {@code job:checkpoint}.
 *
 * @param job the run of the job, as Flink names it
 * @param checkpoint its number; grows with each of the run
 */
record Mark(String job, long checkpoint) {

  private static final Pattern TEXT = Pattern.compile("([^: ]+):(\\d{1,18})");

  /** The mark that a text is; null where it is none. */
  static @Nullable Mark parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches() ? new Mark(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
  }

  /** Whether Redis remembers all that it had when this one was put there. */
  boolean isRememberedBy(OnlineMemory.Seen seen) {
    Mark there = parse(seen.mark());
    return there != null && there.job.equals(job) && there.checkpoint >= checkpoint;
  }

  @Override
  public String toString() {
    return job + ":" + checkpoint;
  }
}
