package io.portrait.event;

import static io.portrait.event.Records.NOW;
import static io.portrait.event.Records.ORIGIN;
import static io.portrait.event.Records.bytes;
import static io.portrait.event.RejectReason.BAD_NUMBER;
import static io.portrait.event.RejectReason.BAD_TIME;
import static io.portrait.event.RejectReason.BAD_TYPE;
import static io.portrait.event.RejectReason.CLOCK_AHEAD;
import static io.portrait.event.RejectReason.MALFORMED_JSON;
import static io.portrait.event.RejectReason.MISSING_FIELD;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record becomes: contract 1, reason by reason. */
class EventParserTest {

  private static final String TIME = "'time':'2026-11-20T10:15:30.123Z'";

  private final EventParser parser = new EventParser(EventRules.DEFAULT);

  @Test
  void aCompleteEventIsReadFieldByField() {
    Event event =
        accepted(
            """
            {"event_id":"e-1","user_id":"u-42","type":"view","time":"2026-11-20T10:15:30.123Z",
             "item_id":"sku-9","category":"shoes","amount":59.90,"quantity":1,
             "text":"light trail running shoes","attributes":{"device":"ios"}}
            """);

    assertThat(event)
        .isEqualTo(
            new Event(
                "e-1",
                "u-42",
                "view",
                Instant.parse("2026-11-20T10:15:30.123Z").toEpochMilli(),
                "sku-9",
                "shoes",
                59.90,
                1,
                "light trail running shoes",
                Map.of("device", "ios")));
  }

  @Test
  void onlyTheUserTheTypeAndTheTimeAreRequired() {
    Event event = accepted("{'user_id':'u','type':'view','time':1763633730123}");

    assertThat(event)
        .isEqualTo(
            new Event(
                null,
                "u",
                "view",
                1_763_633_730_123L,
                null,
                null,
                Double.NaN,
                Double.NaN,
                null,
                Map.of()));
  }

  @Test
  void anOptionalFieldThatIsNullOrEmptyIsAbsent() {
    Event event =
        accepted(
            "{'user_id':'u','type':'view',"
                + TIME
                + ",'event_id':'','item_id':null,'category':'','amount':null,'quantity':null,"
                + "'text':'','attributes':null}");

    assertThat(event)
        .isEqualTo(
            new Event(
                null,
                "u",
                "view",
                event.timeMillis(),
                null,
                null,
                Double.NaN,
                Double.NaN,
                null,
                Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          17850                        | 17850
          17850.0                      | 17850
          1.785e4                      | 17850
          -7                           | -7
          -0                           | 0
          -0.0                         | 0
          0e99999999999                | 0
          123456789012345678901234567890 | 123456789012345678901234567890
          1e20                         | 100000000000000000000
          'user with {braces} 😀'      | user with {braces} 😀
          ' '                          | ' '
          """)
  void aUserIsAStringOrAWholeNumber(String json, String userId) {
    assertThat(accepted("{'user_id':" + quoted(json) + ",'type':'view'," + TIME + "}").userId())
        .isEqualTo(userId);
  }

  private static String quoted(String json) {
    return json.matches("[-0-9.e]+") ? json : '"' + json + '"';
  }

  @Test
  void anItemMayBeALongNumberToo() {
    String digits = "7".repeat(5_000);

    assertThat(
            accepted("{'user_id':'u','type':'view'," + TIME + ",'item_id':" + digits + "}")
                .itemId())
        .isEqualTo(digits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'view',TIME}                                  | MISSING_FIELD  | user_id is missing
          {'user_id':null,'type':'view',TIME}                   | MISSING_FIELD  | user_id is null
          {'user_id':'','type':'view',TIME}                     | MISSING_FIELD  | user_id is empty
          {'user_id':'u',TIME}                                  | MISSING_FIELD  | type is missing
          {'user_id':'u','type':'',TIME}                        | MISSING_FIELD  | type is empty
          {'user_id':'u','type':null,TIME}                      | MISSING_FIELD  | type is null
          {'user_id':'u','type':'view'}                         | MISSING_FIELD  | time is missing
          {'user_id':'u','type':'view','time':null}             | MISSING_FIELD  | time is null
          {'user_id':'u','type':'view','time':''}               | MISSING_FIELD  | time is empty
          {'user_id':true,'type':'view',TIME}                   | BAD_TYPE       | user_id: a boolean is no string or whole number
          {'user_id':{'id':1},'type':'view',TIME}               | BAD_TYPE       | user_id: an object is no string or whole number
          {'user_id':17850.5,'type':'view',TIME}                | BAD_TYPE       | user_id: 17850.5 is no string or whole number
          {'user_id':1e-3,'type':'view',TIME}                   | BAD_TYPE       | user_id: 1e-3 is no string or whole number
          {'user_id':1e999999999,'type':'view',TIME}            | BAD_TYPE       | user_id: 1e999999999 is no string or whole number
          {'user_id':'\\ud83d','type':'view',TIME}               | BAD_TYPE       | user_id: half of a surrogate pair is in it
          {'user_id':'u','type':7,TIME}                         | BAD_TYPE       | type: a number is no string
          {'user_id':'u','type':'view','time':true}             | BAD_TYPE       | time: a boolean is no string or number
          {'user_id':'u','type':'view','time':[1]}              | BAD_TYPE       | time: an array is no string or number
          {'user_id':'u','type':'view',TIME,'event_id':1}       | BAD_TYPE       | event_id: a number is no string
          {'user_id':'u','type':'view',TIME,'item_id':[]}       | BAD_TYPE       | item_id: an array is no string or whole number
          {'user_id':'u','type':'view',TIME,'item_id':0.5}      | BAD_TYPE       | item_id: 0.5 is no string or whole number
          {'user_id':'u','type':'view',TIME,'category':1}       | BAD_TYPE       | category: a number is no string
          {'user_id':'u','type':'view',TIME,'text':false}       | BAD_TYPE       | text: a boolean is no string
          {'user_id':'u','type':'view',TIME,'amount':'5'}       | BAD_TYPE       | amount: a string is no number
          {'user_id':'u','type':'view',TIME,'quantity':{}}      | BAD_TYPE       | quantity: an object is no number
          {'user_id':'u','type':'view',TIME,'attributes':[1]}   | BAD_TYPE       | attributes: an array is no object
          {'user_id':'u','type':'view',TIME,'attributes':'a'}   | BAD_TYPE       | attributes: a string is no object
          {'user_id':'u','type':'view','time':'yesterday'}      | BAD_TIME       | time: "yesterday" is no ISO-8601 time with an offset
          {'user_id':'u','type':'view','time':'2026-11-20T10:15:30'} | BAD_TIME  | time: "2026-11-20T10:15:30" is no ISO-8601 time with an offset
          {'user_id':'u','type':'view','time':'1763633730123'}  | BAD_TIME       | time: "1763633730123" is no ISO-8601 time with an offset
          {'user_id':'u','type':'view','time':0.5}              | BAD_TIME       | time: 0.5 is no whole number of milliseconds in the years 1 to 9999
          {'user_id':'u','type':'view','time':1e300}            | BAD_TIME       | time: 1e300 is no whole number of milliseconds in the years 1 to 9999
          {'user_id':'u','type':'view','time':253402300800000}  | BAD_TIME       | time: 253402300800000 is no whole number of milliseconds in the years 1 to 9999
          {'user_id':'u','type':'view',TIME,'amount':1e400}     | BAD_NUMBER     | amount: 1e400 is beyond 1e15
          {'user_id':'u','type':'view',TIME,'amount':-1.1e15}   | BAD_NUMBER     | amount: -1.1e15 is beyond 1e15
          {'user_id':'u','type':'view',TIME,'quantity':9999999999999999} | BAD_NUMBER | quantity: 9999999999999999 is beyond 1e15
          {'user_id':'u','type':'view','time':'9999-12-31T23:59:59Z'} | CLOCK_AHEAD | time: 9999-12-31T23:59:59Z is later than the clock allows
          {'user_id':'u','type':'view','time':'2026-11-20T12:05:00.001Z'} | CLOCK_AHEAD | time: 2026-11-20T12:05:00.001Z is later than the clock allows
          """)
  void anObjectThatIsNoEventSaysWhy(String json, RejectReason reason, String detail) {
    RejectedEvent rejected = rejected(json.replace("TIME", TIME));

    assertThat(rejected.reason()).isEqualTo(reason);
    assertThat(rejected.detail()).isEqualTo(detail);
    assertThat(rejected.origin()).isEqualTo(ORIGIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "17",
        "'text'",
        "[]",
        "[{'user_id':'u'}]",
        "{",
        "{'user_id'",
        "{'user_id':'u'",
        "{'user_id':'u',}",
        "{'user_id':'u'}}",
        "{'user_id':'u'} {'user_id':'u'}",
        "{'user_id':'u'} x",
        "{'user_id':NaN}",
        "{'amount':Infinity}",
        "{'amount':-Infinity}",
        "{'amount':+1}",
        "{'amount':01}",
        "{'amount':.5}",
        "{'amount':1.}",
        "{user_id:'u'}",
        "{'user_id':'\\x'}",
        "{'user_id':'\\u12'}",
        "{'user_id':'a\tb'}",
        "{'user_id':'u' 'type':'view'}",
        "{'user_id':'u'/*comment*/}",
        "{'unknown':[1,2}",
        "\u0000",
        "\uFEFF{'user_id':'u','type':'view','time':1}",
      })
  void whatIsNoSingleJsonObjectIsMalformed(String text) {
    assertThat(rejected(text).reason()).isEqualTo(MALFORMED_JSON);
  }

  @Test
  void aRecordWithoutAValueIsMalformed() {
    assertThat(((RejectedEvent) parser.parse(null, ORIGIN, NOW)).reason())
        .isEqualTo(MALFORMED_JSON);
  }

  /** Each of these has every later mistake too. */
  @Test
  void theFirstReasonOfTheListCounts() {
    String user = "'user_id':1.5,";
    String time = "'time':'yesterday',";
    String number = "'amount':1e400";

    assertThat(rejected("{" + user + time + number).reason()).isEqualTo(MALFORMED_JSON);
    assertThat(rejected("{" + number + "," + time + user + "'type':''}").reason())
        .isEqualTo(MISSING_FIELD);
    assertThat(rejected("{" + number + "," + time + user + "'type':'view'}").reason())
        .isEqualTo(BAD_TYPE);
    assertThat(rejected("{" + time + number + ",'user_id':1,'type':'view'}").reason())
        .isEqualTo(BAD_TIME);
    assertThat(
            rejected("{'time':'9999-01-01T00:00Z'," + number + ",'user_id':1,'type':'view'}")
                .reason())
        .isEqualTo(BAD_NUMBER);
    assertThat(rejected("{'time':'9999-01-01T00:00Z','user_id':1,'type':'view'}").reason())
        .isEqualTo(CLOCK_AHEAD);
  }

  @Test
  void amongMistakesOfOneReasonTheFirstFieldIsNamed() {
    assertThat(rejected("{}").detail()).isEqualTo("user_id is missing");
    assertThat(rejected("{'type':'','user_id':'u'}").detail()).isEqualTo("type is empty");
  }

  @Test
  void theFutureBeginsAfterWhatTheRulesAllow() {
    assertThat(accepted("{'user_id':'u','type':'v','time':'2026-11-20T12:05:00Z'}").timeMillis())
        .isEqualTo(NOW + 300_000);
    assertThat(rejected("{'user_id':'u','type':'v','time':" + (NOW + 300_001) + "}").reason())
        .isEqualTo(CLOCK_AHEAD);
  }

  @Test
  void unknownFieldsAndAttributesAreKeptTogether() {
    Event event =
        accepted(
            "{'user_id':'u','type':'v',"
                + TIME
                + ",'device':'web','page':3,'nothing':null,'huge':1e999,'first':true,"
                + "'geo':{ 'lat' : 52.50, 'tags' : [ 1 , null , 'a b' , 1e400 ] },"
                + "'attributes':{'device':'ios','beta':false,'none':null,'list':[]}}");

    assertThat(event.attributes())
        .containsOnly(
            Map.entry("device", "ios"),
            Map.entry("page", 3.0),
            Map.entry("first", true),
            Map.entry("geo", "{\"lat\":52.50,\"tags\":[1,null,\"a b\",1e400]}"),
            Map.entry("beta", false),
            Map.entry("list", "[]"));
  }

  @Test
  void ofTwoEntriesWithOneNameTheLastCounts() {
    Event event =
        accepted(
            "{'user_id':{},'user_id':'u','type':'v',"
                + TIME
                + ",'amount':1e400,'amount':2,'text':'a','text':null,'x':1,'x':2,'y':1,'y':null,"
                + "'attributes':{'a':1},'attributes':{'b':1,'b':2}}");

    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.amount()).isEqualTo(2);
    assertThat(event.text()).isNull();
    assertThat(event.attributes()).containsOnly(Map.entry("x", 2.0), Map.entry("b", 2.0));
    assertThat(rejected("{'user_id':'u','type':'v'," + TIME + ",'user_id':[]}").reason())
        .isEqualTo(BAD_TYPE);
    assertThat(rejected("{'user_id':'u','type':'v'," + TIME + ",'time':null}").reason())
        .isEqualTo(MISSING_FIELD);
  }

  @Test
  void namesMayBeWrittenWithEscapes() {
    assertThat(accepted("{'us\\u0065r_id':'u','type':'v'," + TIME + "}").userId()).isEqualTo("u");
  }

  @Test
  void halfASurrogatePairOutsideTheUserIsReplaced() {
    Event event =
        accepted(
            "{'user_id':'\\ud83d\\ude00','type':'v',"
                + TIME
                + ",'text':'a\\udc00b','k\\ud800':'\\ud800','n':['\\udfff']}");

    assertThat(event.userId()).isEqualTo("😀");
    assertThat(event.text()).isEqualTo("a\uFFFDb");
    assertThat(event.attributes())
        .containsOnly(Map.entry("k\uFFFD", "\uFFFD"), Map.entry("n", "[\"\uFFFD\"]"));
  }

  @Test
  void aParserForgetsTheRecordBefore() {
    Event full = accepted("{'user_id':'u','type':'v'," + TIME + ",'item_id':'i','amount':1,'x':1}");
    rejected("{'user_id':'u','type':'v'," + TIME + ",'text':7}");
    Event bare = accepted("{'user_id':'u','type':'v'," + TIME + "}");

    assertThat(bare)
        .isEqualTo(
            new Event(
                null,
                "u",
                "v",
                full.timeMillis(),
                null,
                null,
                Double.NaN,
                Double.NaN,
                null,
                Map.of()));
    assertThat(full.attributes()).containsOnly(Map.entry("x", 1.0));
  }

  @Test
  void aRecordOfTheTypeThatErasesIsNoEvent() {
    assertThat(parsed("{'user_id':'u-42','type':'erase'," + TIME + "}"))
        .isEqualTo(new Erasure("u-42", Instant.parse("2026-11-20T10:15:30.123Z").toEpochMilli()));
    assertThat(accepted("{'user_id':'u-42','type':'Erase'," + TIME + "}").type())
        .isEqualTo("Erase");
  }

  @Test
  void whatElseAnErasureSaysIsPassedOver() {
    assertThat(
            parsed(
                "{'event_id':'e','user_id':7,'type':'erase','time':5,'amount':1,'x':{'y':[1]},"
                    + "'attributes':{'why':'asked'}}"))
        .isEqualTo(new Erasure("7", 5));
  }

  @Test
  void aBrokenErasureIsRejectedAsAnyOtherRecord() {
    assertThat(rejected("{'user_id':'u','type':'erase'}").reason())
        .isEqualTo(RejectReason.MISSING_FIELD);
    assertThat(rejected("{'type':'erase'," + TIME + "}").reason())
        .isEqualTo(RejectReason.MISSING_FIELD);
    assertThat(rejected("{'user_id':'u','type':'erase','time':'soon'}").reason())
        .isEqualTo(RejectReason.BAD_TIME);
    assertThat(rejected("{'user_id':'u','type':'erase','time':'9999-01-01T00:00:00Z'}").reason())
        .isEqualTo(RejectReason.CLOCK_AHEAD);
  }

  @Test
  void theTypeThatErasesIsWhatTheDefinitionCallsIt() {
    EventRules rules = EventRules.DEFAULT;
    EventParser other =
        new EventParser(
            new EventRules(
                rules.maxOutOfOrderness(),
                rules.maxFuture(),
                rules.idleAfter(),
                rules.deduplicateWithin(),
                Map.of("user_id", "/uid", "type", "/what/kind"),
                "forget_me"));

    assertThat(
            other.parse(
                bytes("{\"uid\":\"u\",\"what\":{\"kind\":\"forget_me\"},\"time\":5}"), ORIGIN, NOW))
        .isEqualTo(new Erasure("u", 5));
    assertThat(
            other.parse(
                bytes("{\"uid\":\"u\",\"what\":{\"kind\":\"erase\"},\"time\":5}"), ORIGIN, NOW))
        .isInstanceOf(Event.class);
  }

  private ParsedEvent parsed(String json) {
    return parser.parse(bytes(json.replace('\'', '"')), ORIGIN, NOW);
  }

  private Event accepted(String json) {
    ParsedEvent parsed = parser.parse(bytes(json.replace('\'', '"')), ORIGIN, NOW);
    assertThat(parsed).isInstanceOf(Event.class);
    return (Event) parsed;
  }

  private RejectedEvent rejected(String json) {
    ParsedEvent parsed = parser.parse(bytes(json.replace('\'', '"')), ORIGIN, NOW);
    assertThat(parsed).isInstanceOf(RejectedEvent.class);
    return (RejectedEvent) parsed;
  }
}
