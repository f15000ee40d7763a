package io.portrait.cli.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus reads at once.
 *
 * @param types of each metric, by its name
 * @param text all of it
 */
public record Scrape(Map<String, String> types, String text) {

  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

  /** Reads the text format. */
  public static Scrape of(String text) {
    Map<String, String> types = new TreeMap<>();
    Matcher lines = TYPE.matcher(text);
    while (lines.find()) {
      types.put(lines.group(1), lines.group(2));
    }
    return new Scrape(types, text);
  }

  /** Asks for it. */
  public static Scrape at(URI place) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(place).timeout(Duration.ofMinutes(1)).build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(place + ": " + answer.statusCode() + " " + answer.body());
    }
    return of(answer.body());
  }

  /** The sum of a metric's series that hold all these parts of a line; NaN where there is none. */
  public double sum(String name, String... parts) {
    double sum = Double.NaN;
    for (String line : text.lines().toList()) {
      if (line.startsWith(name + "{") && containsAll(line, parts)) {
        double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        sum = Double.isNaN(sum) ? value : sum + value;
      }
    }
    return sum;
  }

  private static boolean containsAll(String line, String... parts) {
    for (String part : parts) {
      if (!line.contains(part)) {
        return false;
      }
    }
    return true;
  }
}
