package io.portrait.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.audit.AuditReport;
import io.portrait.audit.Check;
import io.portrait.audit.Check.Verdict;
import io.portrait.audit.Leg;
import io.portrait.audit.UserAudit;
import io.portrait.cli.metrics.DocumentedMetrics;
import io.portrait.cli.metrics.Scrape;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people, programs and Prometheus are told of the same audit. */
class AuditViewTest {

  private static final long AS_OF = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();

  private static Check check(String column, Verdict verdict) {
    return new Check(column, verdict, 1.0, 1.0, 0, verdict == Verdict.UNCHECKED ? "so it is" : "");
  }

  private static Audited audited(UserAudit... users) {
    AuditReport report = new AuditReport();
    List.of(users).forEach(report::add);
    return new Audited(
        "shop",
        "0123456789abcdef",
        7,
        4_372,
        List.of("gone"),
        541_909,
        84_076,
        1,
        report,
        Instant.parse("2026-01-03T00:00:00Z"),
        Duration.ofMillis(12_345));
  }

  private static Audited wrong() {
    Check wrong =
        new Check("spend_30d", Verdict.DIFFERS, 99.5, 98.0, 1.5 / 98, "2 events: view at then");
    return audited(
        new UserAudit(
            "u\n1",
            List.of(
                new UserAudit.Row(
                    Leg.REDIS, AS_OF, List.of(check("views_7d", Verdict.AGREES), wrong)),
                new UserAudit.Row(
                    Leg.FEATURE_LOG, AS_OF, List.of(check("views_7d", Verdict.AGREES))))),
        new UserAudit(
            "u-2",
            List.of(
                new UserAudit.Row(
                    Leg.REDIS,
                    AS_OF,
                    List.of(
                        check("views_7d", Verdict.UNCHECKED),
                        new Check("spend_30d", Verdict.AGREES, 1.0, 1.0, 1e-16, ""))))));
  }

  @Test
  void people_read_a_line_a_column_and_what_is_wrong() {
    assertThat(String.join("\n", AuditView.lines(wrong())))
        .isEqualTo(
            """
            audit of shop, definitions 0123456789abcdef: 2 users of 4,372, --seed 7
            recomputed from 84,076 of their events, of 541,909 stored records, in 12.3 s
            1 user looked at again: the job was at work on their events or models
            no profile for 'gone'

            column     redis  feature_log  profiles  differ  unchecked   off by
            views_7d       1            1         0       0          1        0  ██████████
            spend_30d      1            0         0       1          0  1.5e-02  █████

            not checked, 1 row of redis: so it is

            u\\u000a1  spend_30d  redis, as of 2026-01-02 03:04:05 UTC
              found    99.5
              expected 98
              from     2 events: view at then

            ./portrait explain USER COLUMN shows what the job remembers of a value

            1 mismatch in 2 columns of 2 users\
            """);
  }

  @Test
  void what_was_not_compared_is_not_called_right() {
    Audited audited =
        audited(
            new UserAudit(
                "u-1",
                List.of(
                    new UserAudit.Row(
                        Leg.REDIS, AS_OF, List.of(check("views_7d", Verdict.UNCHECKED))))));

    assertThat(AuditView.sum(audited.report())).isEqualTo("nothing could be checked");
  }

  @Test
  void programs_read_all_of_it_as_json() throws Exception {
    JsonNode json = new ObjectMapper().readTree(AuditJson.line(wrong()));

    assertThat(json.get("mismatches").intValue()).isOne();
    assertThat(json.at("/columns/views_7d/redis/unchecked").intValue()).isOne();
    assertThat(json.at("/columns/spend_30d/most_off").doubleValue()).isEqualTo(1.5 / 98);
    assertThat(json.at("/unchecked/redis: so it is").intValue()).isOne();
    assertThat(json.at("/examples/0").toString())
        .isEqualTo(
            "{\"user_id\":\"u\\n1\",\"column\":\"spend_30d\",\"place\":\"redis\",\"as_of\":"
                + AS_OF
                + ",\"found\":99.5,\"expected\":98.0,\"from\":\"2 events: view at then\"}");
  }

  @Test
  void prometheus_reads_sums_over_all_audits() throws Exception {
    try (AuditMetrics metrics = new AuditMetrics()) {
      int port = metrics.serve(0);
      metrics.add(wrong());
      metrics.add(wrong());
      metrics.addFailure();

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(answer.body().lines())
          .contains(
              "portrait_audit_checked_total{column=\"spend_30d\",place=\"redis\"} 4.0",
              "portrait_audit_mismatches_total{column=\"spend_30d\",place=\"redis\"} 2.0",
              "portrait_audit_unchecked_total{column=\"views_7d\",place=\"redis\"} 2.0",
              "portrait_audit_failures_total 1.0",
              "portrait_audit_last_run_mismatches 1.0",
              "portrait_audit_last_run_duration_seconds 12.345");
    }
  }

  @Test
  void what_prometheus_reads_is_what_the_page_of_metrics_says() throws Exception {
    try (AuditMetrics metrics = new AuditMetrics()) {
      metrics.add(wrong());

      Scrape scrape = Scrape.of(metrics.text());

      List<String> names = DocumentedMetrics.read().names("portrait_audit_");
      assertThat(scrape.types().keySet()).hasSameElementsAs(names);
    }
  }
}
