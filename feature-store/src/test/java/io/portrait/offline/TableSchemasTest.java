package io.portrait.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.profile.ProfileSchema;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class TableSchemasTest {

  private static final ProfileSchema PROFILE =
      new ProfileSchema(
          List.of(
              new Column("views_7d", ColumnType.LONG, "events"),
              new Column("conversion", ColumnType.DOUBLE, ""),
              new Column("last_category", ColumnType.STRING, ""),
              new Column("last_seen", ColumnType.TIMESTAMP, "ms"),
              new Column("categories", ColumnType.STRING_LIST, "")));

  @Test
  void profilesHoldComputedColumnsBetweenProvenanceAndModels() {
    assertThat(described(TableSchemas.profiles(PROFILE)))
        .containsExactly(
            "user_id string required",
            "as_of timestamptz required",
            "known_at timestamptz required",
            "generation long required",
            "events long required",
            "definitions string required",
            "status string required",
            "views_7d long",
            "conversion double",
            "last_category string",
            "last_seen timestamptz",
            "categories list<string>",
            "embedding list<float>",
            "segment long",
            "churn_probability double",
            "churn_reasons list<string>",
            "tags list<string>",
            "models map<string, long>",
            "partial_until map<string, long>");
  }

  @Test
  void modelsAndWhatTheySaidHoldWhatContract5Lists() {
    assertThat(described(TableSchemas.models()))
        .containsExactly(
            "name string required",
            "version long required",
            "as_of timestamptz required",
            "known_at timestamptz required",
            "generation long required",
            "definitions string required",
            "parameters string required",
            "metrics map<string, double> required");
    assertThat(described(TableSchemas.labels()))
        .containsExactly(
            "user_id string required",
            "as_of timestamptz required",
            "matured_at timestamptz required",
            "known_at timestamptz required",
            "generation long required",
            "definitions string required",
            "churned boolean required",
            "probability double",
            "model_version long");
    assertThat(described(TableSchemas.segmentChanges()))
        .endsWith("from_segment long", "to_segment long required", "model_version long required");
    assertThat(described(TableSchemas.churnAlerts()))
        .endsWith(
            "probability double required",
            "threshold double required",
            "model_version long required",
            "reasons list<string> required");
  }

  @Test
  void theFeatureLogHoldsWhatContract5Lists() {
    assertThat(described(TableSchemas.featureLog(PROFILE)))
        .containsExactly(
            "user_id string required",
            "as_of timestamptz required",
            "known_at timestamptz required",
            "generation long required",
            "definitions string required",
            "views_7d long",
            "conversion double",
            "last_category string",
            "last_seen timestamptz",
            "categories list<string>",
            "embedding list<float>",
            "segment long",
            "churn_probability double",
            "models map<string, long>",
            "tags list<string>");
  }

  @Test
  void aProfileIsIdentifiedByItsUser() {
    assertThat(TableSchemas.profiles(PROFILE).identifierFieldNames()).containsExactly("user_id");
    assertThat(TableSchemas.featureLog(PROFILE).identifierFieldNames()).isEmpty();
  }

  @Test
  void unitsStandBesideTheColumns() {
    Schema schema = TableSchemas.profiles(PROFILE);

    assertThat(schema.findField("views_7d").doc()).isEqualTo("events");
    assertThat(schema.findField("conversion").doc()).isNull();
  }

  @Test
  void aColumnCannotTakeTheNameOfOneThatEveryTableHas() {
    ProfileSchema clash = new ProfileSchema(List.of(new Column("tags", ColumnType.LONG, "")));

    assertThatThrownBy(() -> TableSchemas.profiles(clash))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column tags: the offline tables have a column of that name already");
  }

  @Test
  void aColumnCannotTakeTheNameOfThePartition() {
    ProfileSchema clash = new ProfileSchema(List.of(new Column("as_of_day", ColumnType.LONG, "")));

    assertThatThrownBy(() -> TableSchemas.featureLog(clash))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as_of_day");
  }

  private static List<String> described(Schema schema) {
    return schema.columns().stream().map(TableSchemasTest::described).toList();
  }

  private static String described(Types.NestedField field) {
    return field.name() + " " + field.type() + (field.isRequired() ? " required" : "");
  }
}
