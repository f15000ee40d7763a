package io.portrait.event;

import static io.portrait.event.Records.NOW;
import static io.portrait.event.Records.ORIGIN;
import static io.portrait.event.Records.bytes;
import static io.portrait.event.Records.parserWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events whose fields stand elsewhere. */
class FieldMappingTest {

  @Test
  void aMappedPlaceReplacesTheCanonicalName() {
    Event event =
        accepted(
            Map.of("user_id", "/uid", "amount", "/price"),
            "{'uid':'u','user_id':'other','price':5,'amount':6,'type':'v','time':0}");

    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.amount()).isEqualTo(5);
    assertThat(event.attributes())
        .containsOnly(Map.entry("user_id", "other"), Map.entry("amount", 6.0));
  }

  @Test
  void aPlaceMayBeDeepAndTheRestAroundItIsKept() {
    Map<String, String> fields =
        Map.of("user_id", "/payload/user/id", "text", "/payload/words/1", "type", "/payload/what");

    Event event =
        accepted(
            fields,
            "{'payload':{'user':{'id':7,'name':'n'},'what':'view','words':['a','b','c'],"
                + "'price':1.50},'time':0,'user':'kept'}");

    assertThat(event.userId()).isEqualTo("7");
    assertThat(event.type()).isEqualTo("view");
    assertThat(event.text()).isEqualTo("b");
    assertThat(event.attributes())
        .containsOnly(
            Map.entry(
                "payload", "{\"user\":{\"name\":\"n\"},\"words\":[\"a\",\"c\"],\"price\":1.50}"),
            Map.entry("user", "kept"));
  }

  @Test
  void nothingIsKeptOfAPlaceThatIsUsedUp() {
    Event event =
        accepted(
            Map.of("user_id", "/payload/user/id"),
            "{'payload':{'user':{'id':'u'}},'type':'v','time':0}");

    assertThat(event.attributes()).isEmpty();
  }

  @Test
  void theAttributesMayStandElsewhereWithFieldsAmongThem() {
    Event event =
        accepted(
            Map.of("attributes", "/data", "user_id", "/data/user", "item_id", "/data/item/id"),
            "{'data':{'user':'u','item':{'id':'i','size':3},'device':'ios'},"
                + "'attributes':{'a':1},'type':'v','time':0}");

    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.itemId()).isEqualTo("i");
    assertThat(event.attributes())
        .containsOnly(
            Map.entry("item", "{\"size\":3}"),
            Map.entry("device", "ios"),
            Map.entry("attributes", "{\"a\":1}"));
  }

  @Test
  void namesWithSlashesAndTildesAreEscaped() {
    Event event =
        accepted(
            Map.of("user_id", "/a~1b", "type", "/c~0d", "text", "/~01"),
            "{'a/b':'u','c~d':'v','~1':'t','time':0}");

    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.type()).isEqualTo("v");
    assertThat(event.text()).isEqualTo("t");
  }

  @Test
  void onePlaceMayServeTwoFields() {
    Event event =
        accepted(
            Map.of("event_id", "/id", "item_id", "/id"),
            "{'id':'x','user_id':'u','type':'v','time':0}");

    assertThat(event.eventId()).isEqualTo("x");
    assertThat(event.itemId()).isEqualTo("x");
  }

  @Test
  void ofTwoObjectsWithOneNameTheLastCountsAsAWhole() {
    Map<String, String> fields = Map.of("user_id", "/p/id", "text", "/p/text");

    Event event =
        accepted(
            fields, "{'p':{'id':'a','text':'t','x':1},'p':{'id':'b','y':2},'type':'v','time':0}");
    ParsedEvent lost = parse(fields, "{'p':{'id':'a'},'p':'scalar','type':'v','time':0}");

    assertThat(event.userId()).isEqualTo("b");
    assertThat(event.text()).isNull();
    assertThat(event.attributes()).containsOnly(Map.entry("p", "{\"y\":2}"));
    assertThat(((RejectedEvent) lost).reason()).isEqualTo(RejectReason.MISSING_FIELD);
  }

  @Test
  void aMistakeAtAMappedPlaceNamesTheField() {
    ParsedEvent parsed = parse(Map.of("user_id", "/p/id"), "{'p':{'id':[1]},'type':'v','time':0}");

    assertThat(((RejectedEvent) parsed).detail())
        .isEqualTo("user_id: an array is no string or whole number");
  }

  @Test
  void rulesThatNameNoFieldOrNoPlaceAreRefused() {
    assertThatThrownBy(() -> parserWith(Map.of("user", "/uid")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("user");
    assertThatThrownBy(() -> parserWith(Map.of("user_id", "uid")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slash");
  }

  private static Event accepted(Map<String, String> fields, String json) {
    ParsedEvent parsed = parse(fields, json);
    assertThat(parsed).isInstanceOf(Event.class);
    return (Event) parsed;
  }

  private static ParsedEvent parse(Map<String, String> fields, String json) {
    return parserWith(fields).parse(bytes(json.replace('\'', '"')), ORIGIN, NOW);
  }
}
