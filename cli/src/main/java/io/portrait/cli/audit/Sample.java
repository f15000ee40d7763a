package io.portrait.cli.audit;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Some of many users, each as likely as any other: those whose ids, with the seed, have the least
 * hashes (Cohen and Kaplan, "Summarizing Data using Bottom-k Sketches", 2007). The order in which
 * they come changes nothing; Redis gives them in none.
 *
 * @param users those chosen, sorted
 * @param of how many there were
 */
public record Sample(List<String> users, long of) {

  private record Drawn(long hash, String user) {}

  /**
   * Chooses.
   *
   * @param users all of them, each once
   * @param most how many at most, at least 1
   * @param seed which: the same of the same users
   */
  public static Sample of(Iterator<String> users, int most, long seed) {
    long seen = 0;
    PriorityQueue<Drawn> least =
        new PriorityQueue<>(Comparator.comparingLong(Drawn::hash).reversed());
    while (users.hasNext()) {
      String user = users.next();
      seen++;
      long hash = Hashing.sipHash24(seed, ~seed).hashString(user, StandardCharsets.UTF_8).asLong();
      least.add(new Drawn(hash, user));
      if (least.size() > most) {
        least.remove();
      }
    }
    List<String> chosen = new ArrayList<>();
    least.forEach(drawn -> chosen.add(drawn.user()));
    Collections.sort(chosen);
    return new Sample(chosen, seen);
  }
}
