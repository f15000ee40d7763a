package io.portrait.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Field.Kind;
import io.portrait.event.EventRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionFileTest {

  /** The example of the contract, and more. */
  private static final String EXAMPLE =
      """
      project: shop                    # Redis prefix and Iceberg namespace: [a-z][a-z0-9_]*
      events: {max_out_of_orderness: 2m, max_future: 6m, idle_after: 31s, deduplicate_within: 2h, fields: {user_id: /uid}}
      features:
        - {name: views,      types: [view],     aggregate: count,                windows: [1h, 24h, 7d, 30d]}
        - {name: spend,      types: [purchase], aggregate: sum,  of: amount,     windows: [24h, {size: 30d, hop: 1h}]}
        - {name: basket,     types: [purchase], aggregate: mean, of: amount,     windows: [30d], where: "quantity > 1"}
        - {name: items,      types: [view, cart, purchase], aggregate: distinct, of: item_id, windows: [7d, 30d]}
        - {name: categories, types: [view, purchase], aggregate: top, of: category, keep: 3, windows: [30d]}
        - {name: dear,       types: [purchase], aggregate: quantile, of: amount, at: 0.9, windows: [30d]}
        - {name: days_since_purchase, types: [purchase], aggregate: recency}
        - {name: device, aggregate: last, of: attributes.device}
        - {name: active, aggregate: days_active, windows: [7d], zone: Asia/Tokyo}
      derived: [{name: daily, value: "spend_30d / 30"}, {name: platform, value: "coalesce(device, '?') + '!'"}]
      tags:    [{name: rich, when: "daily >= 5"}, {name: new, when: "tenure_days < 7"}]
      embedding: {model: all-minilm-l6-v2, of: text, half_life: 14d}
      segments:  {count: 8, features: [views_7d, spend_30d], decay: 0.99}
      observations: {every: 12h, active_within: 61d}
      churn:     {activity: [view, cart, purchase], horizon: 30d, features: [daily, tenure_days]}
      online:    {ttl: 91d, emit_at_most_every: 2s, encoding: hash}
      retention: 731d
      zone: Europe/Paris
      """;

  private static final String LEAST = "project: p\nfeatures: [{name: n, aggregate: count}]\n";

  @Test
  void everyKeyOfTheContractArrives() {
    Definition definition = DefinitionFile.parse(EXAMPLE, "f");

    assertThat(definition.project()).isEqualTo("shop");
    assertThat(definition.events())
        .isEqualTo(
            new EventRules(
                Duration.ofMinutes(2),
                Duration.ofMinutes(6),
                Duration.ofSeconds(31),
                Duration.ofHours(2),
                Map.of("user_id", "/uid")));
    assertThat(definition.observations())
        .isEqualTo(new Observations(Duration.ofHours(12), Duration.ofDays(61)));
    assertThat(definition.online())
        .isEqualTo(new Online(Duration.ofDays(91), Duration.ofSeconds(2), Online.Encoding.HASH));
    assertThat(definition.retention()).isEqualTo(Duration.ofDays(731));
    assertThat(definition.segments())
        .isEqualTo(
            new Segments(
                8,
                List.of("views_7d", "spend_30d"),
                0.99,
                Segments.DEFAULT_BLOCK,
                Segments.DEFAULT_SWITCH_BELOW));
    assertThat(definition.churn())
        .isEqualTo(
            new Churn(
                new TreeSet<>(Set.of("view", "cart", "purchase")),
                Duration.ofDays(30),
                List.of("daily", "tenure_days"),
                List.of("tenure_days"),
                0.5,
                0.7,
                0.6,
                1,
                1,
                Duration.ofDays(28),
                Churn.Learning.DEFAULT));
  }

  @Test
  void featuresKeepTheirOrderWindowsAndHops() {
    List<Feature> features = DefinitionFile.parse(EXAMPLE, "f").features();

    assertThat(features)
        .extracting(Feature::name)
        .containsExactly(
            "views",
            "spend",
            "basket",
            "items",
            "categories",
            "dear",
            "days_since_purchase",
            "device",
            "active");
    assertThat(features.get(0).types()).containsExactly("view");
    assertThat(features.get(0).windows())
        .containsExactly(
            new Window("1h", 3_600_000, 60_000),
            new Window("24h", 86_400_000, 600_000),
            new Window("7d", 7 * 86_400_000L, 3_600_000),
            new Window("30d", 30 * 86_400_000L, 6 * 3_600_000));
    assertThat(features.get(1).windows().get(1))
        .isEqualTo(new Window("30d", 30 * 86_400_000L, 3_600_000));
    assertThat(features.get(1).of()).isEqualTo(new Field("amount", Kind.NUMBER));
    assertThat(features.get(2).where()).extracting("source").isEqualTo("quantity > 1");
    assertThat(features.get(3).of()).isEqualTo(new Field("item_id", Kind.TEXT));
    assertThat(features.get(4).keep()).isEqualTo(3);
    assertThat(features.get(5).at()).isEqualTo(0.9);
    assertThat(features.get(7).of()).isEqualTo(new Field("attributes.device", Kind.TEXT));
    assertThat(features.get(7).types()).isEmpty();
    assertThat(features.get(8).zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(features.get(0).zone()).isEqualTo(ZoneId.of("Europe/Paris"));
  }

  @Test
  void columnsAreTypedInSlotOrder() {
    assertThat(DefinitionFile.parse(EXAMPLE, "f").columns())
        .extracting(column -> column.name() + " " + column.type())
        .containsExactly(
            "views_1h LONG",
            "views_24h LONG",
            "views_7d LONG",
            "views_30d LONG",
            "spend_24h DOUBLE",
            "spend_30d DOUBLE",
            "basket_30d DOUBLE",
            "items_7d LONG",
            "items_30d LONG",
            "categories_30d STRING_LIST",
            "dear_30d DOUBLE",
            "days_since_purchase DOUBLE",
            "device STRING",
            "active_7d LONG",
            "tenure_days DOUBLE",
            "daily DOUBLE",
            "platform STRING");
  }

  @Test
  void derivedColumnsAndTagsComputeOverTheSlots() {
    Definition definition = DefinitionFile.parse(EXAMPLE, "f");
    Values values = new Values(definition.columns().size());
    values.set(5, 300);
    values.set(14, 8);

    definition.derived().get(0).value().evaluate(values, 15);
    definition.derived().get(1).value().evaluate(values, 16);

    assertThat(values.number(15)).isEqualTo(10);
    assertThat(values.text(16)).isEqualTo("?!");
    assertThat(definition.tags().get(0).when().test(values)).isTrue();
    assertThat(definition.tags().get(1).when().test(values)).isFalse();
  }

  @Test
  void whatTheFileLeavesOutHasADefault() {
    Definition definition = DefinitionFile.parse(LEAST, "f");

    assertThat(definition.events()).isEqualTo(EventRules.DEFAULT);
    assertThat(definition.observations()).isEqualTo(Observations.DEFAULT);
    assertThat(definition.online()).isEqualTo(Online.DEFAULT);
    assertThat(definition.retention()).isEqualTo(Duration.ofDays(730));
    assertThat(definition.features().get(0).zone().getId()).isIn("UTC", "Z");
    assertThat(definition.derived()).isEmpty();
    assertThat(definition.tags()).isEmpty();
    assertThat(definition.segments()).isNull();
    assertThat(definition.churn()).isNull();
  }

  @Test
  void theHashTellsTextsApartButNotLineEnds() {
    String hash = DefinitionFile.parse(LEAST, "f").hash();

    assertThat(hash).matches("[0-9a-f]{16}");
    assertThat(DefinitionFile.parse(LEAST.replace("\n", "\r\n"), "g").hash()).isEqualTo(hash);
    assertThat(DefinitionFile.parse(LEAST + "# new\n", "f").hash()).isNotEqualTo(hash);
  }

  @Test
  void viewsChangeNothingThatIsComputedAndSoNotTheHash() {
    String hash = DefinitionFile.parse(LEAST, "f").hash();
    String views =
        "\n# Asked for together.\nviews:\n  homepage: [tenure_days]\n\n  # More.\n  b: [segment]\n";
    String first = LEAST.substring(0, LEAST.indexOf("features"));
    String rest = LEAST.substring(first.length());

    assertThat(DefinitionFile.parse(LEAST + views, "f").hash()).isEqualTo(hash);
    assertThat(DefinitionFile.parse(first + views + rest, "f").hash()).isEqualTo(hash);
    assertThat(DefinitionFile.parse((LEAST + views).replace("\n", "\r\n"), "f").hash())
        .isEqualTo(hash);
    assertThat(DefinitionFile.parse(LEAST + views + "zone: UTC\n", "f").hash())
        .isEqualTo(DefinitionFile.parse(LEAST + "zone: UTC\n", "f").hash())
        .isNotEqualTo(hash);
  }

  @Test
  void theShopsHashIsThatFromBeforeItHadViews() throws IOException {
    String shop = DefinitionSchemaTest.resource("shop.yaml");
    int from = shop.indexOf("# Columns that apps ask for together");
    int to = shop.indexOf("\n\n", from) + 2;
    String before = shop.substring(0, from) + shop.substring(to);

    assertThat(before).doesNotContain("\nviews:").contains("\nretention:");
    assertThat(DefinitionFile.parse(shop, "shop.yaml").hash())
        .isEqualTo(DefinitionFile.parse(before, "shop.yaml").hash());
  }

  @Test
  void aViewIsFoundByItsNameOrTheNearestIsOffered() {
    Definition definition =
        DefinitionFile.parse(LEAST + "views: {homepage: [segment, tenure_days]}\n", "f");

    assertThat(definition.view("homepage").columns()).containsExactly("segment", "tenure_days");
    assertThatThrownBy(() -> definition.view("homepag"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the definition file has no view 'homepag' (did you mean 'homepage'?)");
  }

  @Test
  void tenMistakesAreReportedAtOnceEachWithItsPlace() {
    String file =
        """
        projct: shop
        events: {max_futur: 5m}
        features:
          - {name: views, types: [view], aggregate: cont, windows: [7d]}
          - {name: spend, types: [purchase], aggregate: sum, of: amout, windows: [{size: 30d, hop: 7h}]}
          - {name: basket, aggregate: mean, of: amount, where: "quantty > 1 && type == 'x'"}
          - name: _mine
            aggregate: count
        derived:
          - name: rate
            value: >
              views_7d /
              tenure_dys
        tags:
          - {name: good, when: "basket + 1"}
        retention: 2 years
        """;

    assertThatThrownBy(() -> DefinitionFile.parse(file, "shop.yaml"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            """
            shop.yaml:1:1: unknown key 'projct' (did you mean 'project'?)
            shop.yaml:2:10: unknown key 'max_futur' (did you mean 'max_future'?)
            shop.yaml:4:45: there is no aggregate 'cont' (did you mean 'count'?)
            shop.yaml:5:58: 'amout' is no field of an event (did you mean 'amount'?)
            shop.yaml:5:92: hop 7h does not divide size 30d
            shop.yaml:6:57: unknown name 'quantty' (did you mean 'quantity'?)
            shop.yaml:7:11: '_mine': names that start with _ are Portrait's own
            shop.yaml:13:7: unknown name 'tenure_dys' (did you mean 'tenure_days'?)
            shop.yaml:15:24: must be a condition, such as purchases_30d >= 5
            shop.yaml:16:12: must be a duration such as 30s, 5m, 24h or 7d, not '2 years'\
            """);
  }

  @Test
  void theShopsDefinitionLoads(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, DefinitionSchemaTest.resource("shop.yaml"));

    Definition shop = DefinitionFile.load(file);

    assertThat(shop.project()).isEqualTo("shop");
    assertThat(shop.columns()).hasSizeBetween(16, 24);
    assertThat(shop.features())
        .flatExtracting(Feature::types)
        .containsOnly("view", "cart", "purchase", "search");
  }

  @Test
  void aMissingFileIsOneLine(@TempDir Path folder) {
    Path file = folder.resolve("none.yaml");

    assertThatThrownBy(() -> DefinitionFile.load(file))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(file + ": there is no such file");
  }

  @Test
  void aFolderIsOneLine(@TempDir Path folder) {
    assertThatThrownBy(() -> DefinitionFile.load(folder))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(folder + ": is a directory, not a file");
  }

  @Test
  void aFileThatIsNotUtf8IsOneLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "project: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> DefinitionFile.load(file))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(file + ": is not UTF-8");
  }

  @Test
  void aThousandFeaturesAreTheMost() {
    StringBuilder features = new StringBuilder("project: p\nfeatures:\n");
    for (int i = 0; i < 1_000; i++) {
      features.append("- {name: n").append(i).append(", aggregate: count, windows: [7d, 30d]}\n");
    }

    assertThat(DefinitionFile.parse(features.toString(), "f").features()).hasSize(1_000);
    features.append("- {name: one_more, aggregate: count}\n");
    assertThatThrownBy(() -> DefinitionFile.parse(features.toString(), "f"))
        .hasMessage("f:3:1: 'features' must have at most 1000");
  }
}
