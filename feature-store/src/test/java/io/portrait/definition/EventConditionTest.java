package io.portrait.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.event.Event;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code where} sees of an event. */
class EventConditionTest {

  private static final Event EVENT =
      new Event(
          "e-1",
          "u-1",
          "purchase",
          1_700_000_000_123L,
          "sku-9",
          null,
          59.9,
          Double.NaN,
          "trail shoes",
          Map.of("device", "ios", "price", 12.5, "vip", true, "two-part", "x"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event_id == 'e-1'",
        "user_id == 'u-1'",
        "type in ['purchase', 'refund']",
        "time == 1700000000123",
        "item_id.startsWith('sku')",
        "is_null(category) && !is_null(text)",
        "amount > 59.8 && is_null(quantity)",
        "text.matches('^t.*s$')",
        "attributes.device == 'ios'",
        "attributes.price * 2 == 25",
        "attributes.price > 12 && attributes.price < 13",
        "attributes.vip",
        "attributes.vip == true",
        "attributes['two-part'] == 'x'",
        "is_null(attributes.nothing)",
        "coalesce(attributes.nothing, 7) == 7",
        "attributes.device in ['ios', 'android']",
      })
  void holdsForTheEvent(String where) {
    assertThat(condition(where).test(EVENT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "category == 'shoes'",
        "category != 'shoes'",
        "quantity > 0 || amount < 0",
        "attributes.device > 3",
        "attributes.price == 'ios'",
        "attributes.nothing",
        "!attributes.vip",
        "is_null(attributes.vip)",
      })
  void doesNotHoldForTheEvent(String where) {
    assertThat(condition(where).test(EVENT)).isFalse();
  }

  @Test
  void twoAttributesMustSayWhatTheyAre() {
    assertThatThrownBy(() -> condition("attributes.a < attributes.b"))
        .hasMessageContaining("say which, by adding 0 or '' to one");
    assertThat(condition("attributes.price + 0 == attributes.price").test(EVENT)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "amount  >   1 ~ amount > 1",
        "type == 'a  b'   && amount > 1 ~ type == 'a  b' && amount > 1",
        "type == \"it's  so\"  || amount > 1 ~ type == \"it's  so\" || amount > 1",
        "type.matches('\\s')  || amount > 1 ~ type.matches('\\s')  || amount > 1",
      })
  void theSourceIsAsWrittenWithWhiteSpaceFolded(String where, String source) {
    assertThat(Expressions.folded("  " + where + "\n")).isEqualTo(source);
  }

  @Test
  void manyThreadsMayUseOneCondition() throws InterruptedException, ExecutionException {
    EventCondition condition = condition("text.matches('shoes') && attributes.price > 12");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Boolean> allHeld :
          Stream.generate(
                  () ->
                      threads.submit(
                          () ->
                              IntStream.range(0, 5_000).allMatch(ignored -> condition.test(EVENT))))
              .limit(4)
              .toList()) {
        assertThat(allHeld.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static EventCondition condition(String where) {
    String file =
        "project: p\nfeatures:\n- name: n\n  aggregate: count\n  where: |-\n    " + where + "\n";
    return Objects.requireNonNull(DefinitionFile.parse(file, "f").features().get(0).where());
  }
}
