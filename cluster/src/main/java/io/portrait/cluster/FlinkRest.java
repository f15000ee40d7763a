package io.portrait.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Flink's REST API. */
public final class FlinkRest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

  private static final String CAUSE = "Caused by: ";

  private final int port;
  private final boolean secure;
  private final HttpClient http;

  /**
   * One at a port.
   *
   * @param tls by what it is spoken to; null for plain HTTP
   */
  FlinkRest(int port, @Nullable SSLContext tls) {
    this.port = port;
    secure = tls != null;
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
    http = (tls == null ? client : client.sslContext(tls)).build();
  }

  /** Where it listens, and where the dashboard is. */
  public String address() {
    return (secure ? "https" : "http") + "://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /**
   * What it answers to a GET, whatever the status.
   *
   * @throws UncheckedIOException if nobody answers
   */
  public String get(String path) {
    return send(request(path).GET().build()).body();
  }

  /** The same, as JSON. */
  public JsonNode json(String path) {
    return parse(get(path));
  }

  /**
   * Posts JSON.
   *
   * @throws Failure if it is refused
   */
  public JsonNode post(String path, Object body) {
    try {
      return accepted(
          path,
          request(path)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a PATCH without content, as a job is cancelled. */
  public void patch(String path) {
    accepted(path, request(path).method("PATCH", HttpRequest.BodyPublishers.noBody()).build());
  }

  /**
   * Uploads a jar.
   *
   * @return what it is called from now on
   * @throws Failure if it is refused
   */
  String upload(Path jar) {
    String boundary = "portrait-cluster-jar";
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
            .formatted(boundary, jar.getFileName());
    try {
      JsonNode answer =
          accepted(
              "/jars/upload",
              request("/jars/upload")
                  .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                  .POST(
                      HttpRequest.BodyPublishers.concat(
                          HttpRequest.BodyPublishers.ofString(head),
                          HttpRequest.BodyPublishers.ofFile(jar),
                          HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
                  .build());
      String name = answer.path("filename").asText();
      return name.substring(name.lastIndexOf('/') + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode accepted(String path, HttpRequest request) {
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() / 100 != 2) {
      throw Failure.because("Flink refuses " + path + ": " + reason(answer.body()));
    }
    return parse(answer.body());
  }

  /** Of the stack traces that it answers with, the line that says most. */
  private static String reason(String answer) {
    return answer
        .replace("\\n", "\n")
        .replace("\\t", "")
        .lines()
        .filter(line -> line.startsWith(CAUSE))
        .reduce((outer, inner) -> inner)
        .map(line -> line.substring(CAUSE.length()))
        .orElse(answer);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path)).timeout(ANSWERS_WITHIN);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted while asking Flink", interrupted);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON: " + text, e);
    }
  }
}
