package io.portrait.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileSchemaTest {

  private static final Column VIEWS = new Column("views_7d", ColumnType.LONG, "events");
  private static final Column SPEND = new Column("spend_30d", ColumnType.DOUBLE, "amount");

  @Test
  void aSchemaComesBackFromItsJson() {
    ProfileSchema schema = new ProfileSchema(List.of(VIEWS, SPEND));

    assertThat(ProfileSchema.fromJson(schema.toJson())).isEqualTo(schema);
  }

  @Test
  void theJsonNamesComputedAndFixedColumns() {
    assertThat(new ProfileSchema(List.of(VIEWS)).toJson())
        .startsWith("{\"columns\":[{\"name\":\"views_7d\",\"type\":\"long\",\"unit\":\"events\"},")
        .endsWith("{\"name\":\"_partial_until\",\"type\":\"long_map\",\"unit\":\"ms\"}]}");
  }

  @Test
  void theIdFollowsTheColumnsTheirTypesUnitsAndOrder() {
    String id = new ProfileSchema(List.of(VIEWS, SPEND)).id();

    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(new ProfileSchema(List.of(VIEWS, SPEND)).id()).isEqualTo(id);
    assertThat(new ProfileSchema(List.of(SPEND, VIEWS)).id()).isNotEqualTo(id);
    assertThat(new ProfileSchema(List.of(VIEWS)).id()).isNotEqualTo(id);
    assertThat(
            new ProfileSchema(List.of(new Column("views_7d", ColumnType.DOUBLE, "events"), SPEND))
                .id())
        .isNotEqualTo(id);
    assertThat(
            new ProfileSchema(List.of(new Column("views_7d", ColumnType.LONG, "days"), SPEND)).id())
        .isNotEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"columns\":[]}",
        "{\"columns\":[{\"name\":\"views_7d\",\"type\":\"long\",\"unit\":\"events\"}]}",
        "{\"columns\":[{\"name\":\"views_7d\"}]}",
        "{\"columns\":[{\"name\":\"views_7d\",\"type\":\"colour\",\"unit\":\"\"}]}"
      })
  void whatIsNoSchemaIsRefused(String json) {
    assertThatThrownBy(() -> ProfileSchema.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
