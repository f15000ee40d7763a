package io.portrait.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.audit.AuditReport;
import io.portrait.audit.Leg;
import org.jspecify.annotations.Nullable;

/** What came of an audit, as one JSON object. */
public final class AuditJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditJson() {}

  /** Everything, on one line. */
  public static String line(Audited audited) {
    AuditReport report = audited.report();
    ObjectNode json = JSON.createObjectNode();
    json.put("project", audited.project());
    json.put("definitions", audited.definitions());
    json.put("finished", audited.finished().toString());
    json.put("seconds", audited.took().toMillis() / 1_000.0);
    json.put("seed", audited.seed());
    json.put("users", report.users());
    json.set("missing", JSON.valueToTree(audited.missing()));
    json.put("looked_again", audited.lookedAgain());
    json.put("records", audited.records());
    json.put("events", audited.events());
    json.put("compared", report.compared());
    json.put("mismatches", report.differ());
    ObjectNode rows = json.putObject("rows");
    ObjectNode columns = json.putObject("columns");
    for (Leg leg : Leg.values()) {
      rows.put(leg.label(), report.rows(leg));
    }
    report
        .columns()
        .forEach(
            (name, tally) -> {
              ObjectNode column = columns.putObject(name);
              for (Leg leg : Leg.values()) {
                ObjectNode place = column.putObject(leg.label());
                place.put("agree", tally.agree(leg));
                place.put("differ", tally.differ(leg));
                place.put("unchecked", tally.unchecked(leg));
              }
              column.put("most_off", tally.mostOff());
            });
    ObjectNode unchecked = json.putObject("unchecked");
    report.reasons().forEach(unchecked::put);
    ArrayNode examples = json.putArray("examples");
    for (AuditReport.Mismatch mismatch : report.mismatches()) {
      ObjectNode example = examples.addObject();
      example.put("user_id", mismatch.userId());
      example.put("column", mismatch.check().column());
      example.put("place", mismatch.leg().label());
      example.put("as_of", mismatch.asOf());
      put(example, "found", mismatch.check().found());
      put(example, "expected", mismatch.check().expected());
      example.put("from", mismatch.check().why());
    }
    return json.toString();
  }

  private static void put(ObjectNode json, String name, @Nullable Object value) {
    // What a sketch may say is a range, and is told in words.
    boolean isRange = value != null && !(value instanceof Number || value instanceof Iterable<?>);
    json.set(name, JSON.valueToTree(isRange ? String.valueOf(value) : value));
  }
}
