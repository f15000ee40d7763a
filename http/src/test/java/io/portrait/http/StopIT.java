package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portrait.online.RedisAddress;
import io.portrait.online.TestRedis;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How it ends. */
class StopIT {

  @Test
  void whatHasBegunIsAnsweredAndNothingElse() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      TestReader reader = TestReader.of(RedisAddress.of("127.0.0.1", silent.getLocalPort()));
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(reader.server.address() + "/v1/profiles/u-1?deadline_ms=2500"))
              .build();
      CompletableFuture<HttpResponse<byte[]>> begun =
          reader.http.sendAsync(request, BodyHandlers.ofByteArray());
      await().until(() -> reader.get("/metrics").text().contains("requests_in_flight 1.0"));

      reader.close();

      assertThat(begun).isCompleted();
      assertThat(begun.join().statusCode()).as("in time, if without Redis").isEqualTo(503);
      assertThatThrownBy(() -> reader.http.send(request, BodyHandlers.ofByteArray()))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aPortThatIsTakenIsSaidInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestRedis redis = TestRedis.inMemory()) {
      assertThatThrownBy(
              () ->
                  ProfileServer.start(
                      ServerSettings.local(
                          TestReader.DEFINITION,
                          redis.address(),
                          taken.getLocalPort(),
                          java.util.Map.of())))
          .hasMessage(
              "cannot listen at 127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
    }
  }
}
