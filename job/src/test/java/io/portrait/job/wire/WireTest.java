package io.portrait.job.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.EventCodec;
import io.portrait.event.Origin;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.event.UserRecord;
import io.portrait.job.clean.RawEvent;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Cause;
import io.portrait.job.window.ErasureDone;
import io.portrait.job.window.Snapshot;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import io.portrait.profile.Scores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class WireTest {

  private static final Origin ORIGIN = new Origin("user-events", 3, 1L << 40);

  @Test
  void an_event_comes_back_as_it_went() throws IOException {
    Event event =
        new Event(
            "e-1",
            "u \u0000{\uD83D\uDE00}",
            "view",
            -5,
            null,
            "shoes",
            59.9,
            Double.NaN,
            "text",
            Map.of("device", "ios", "age", 4.5, "new", true));

    assertThat(roundTrip(EventWire.TYPE, event)).isEqualTo(event);
  }

  @Test
  void an_embedded_event_keeps_its_vector_or_why_it_has_none() throws IOException {
    Event event =
        new Event(null, "u", "view", 5, null, null, Double.NaN, Double.NaN, "text", Map.of());

    EmbeddedEvent back =
        (EmbeddedEvent)
            roundTrip(
                EmbeddedEventWire.TYPE,
                new EmbeddedEvent(event, new float[] {0.6f, -0.8f, Float.MIN_VALUE}, false));

    assertThat(back.event()).isEqualTo(event);
    assertThat(back.vector()).containsExactly(0.6f, -0.8f, Float.MIN_VALUE);
    assertThat(roundTrip(EmbeddedEventWire.TYPE, EmbeddedEvent.plain(event)))
        .isEqualTo(EmbeddedEvent.plain(event));
    assertThat(roundTrip(EmbeddedEventWire.TYPE, EmbeddedEvent.missed(event)))
        .isEqualTo(EmbeddedEvent.missed(event));
  }

  @Test
  void a_raw_event_keeps_its_bytes_its_origin_and_either_outcome() throws IOException {
    byte[] bytes = "{\"user".getBytes(StandardCharsets.UTF_8);
    RejectedEvent rejected =
        new RejectedEvent(bytes, RejectReason.MALFORMED_JSON, "ends too early", ORIGIN);

    RawEvent back = roundTrip(RawEventWire.TYPE, new RawEvent(bytes, ORIGIN, rejected));

    assertThat(back.bytes()).isEqualTo(bytes);
    assertThat(back.origin()).isEqualTo(ORIGIN);
    assertThat(back.parsed()).usingRecursiveComparison().isEqualTo(rejected);
  }

  @Test
  void an_erasure_comes_back_at_every_step_and_is_never_taken_for_an_event() throws IOException {
    Erasure erasure = new Erasure("u \u0000{\uD83D\uDE00}", -7);

    assertThat(roundTrip(EventWire.TYPE, erasure)).isEqualTo(erasure);
    assertThat(roundTrip(EmbeddedEventWire.TYPE, erasure)).isEqualTo(erasure);
    RawEvent raw = roundTrip(RawEventWire.TYPE, new RawEvent(new byte[] {1}, ORIGIN, erasure));
    assertThat(raw.parsed()).isEqualTo(erasure);
    DataOutputSerializer out = new DataOutputSerializer(64);
    EventCodec.write(erasure, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThatThrownBy(() -> EventCodec.read(in)).isInstanceOf(IOException.class);
  }

  /** What lies in a savepoint of a version that knew no erasures is read as ever. */
  @Test
  void an_event_is_still_the_bytes_it_was() throws IOException {
    Event event =
        new Event(null, "u", "view", 5, null, null, Double.NaN, Double.NaN, null, Map.of());
    String bytes = "00000000000000000501750476696577";

    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer(EventWire.TYPE).serialize(event, out);
    assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(bytes);
    out.clear();
    serializer(EmbeddedEventWire.TYPE).serialize(EmbeddedEvent.missed(event), out);
    assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo("01" + bytes);
    assertThat(EventWire.TYPE.createSerializer(new SerializerConfigImpl()).snapshotConfiguration())
        .isInstanceOf(CodecSerializerSnapshot.class);
  }

  @Test
  void what_was_done_of_an_erasure_comes_back() throws IOException {
    ErasureDone done = new ErasureDone("0123456789abcdef0123456789abcdef", -1, 2, Long.MAX_VALUE);

    assertThat(roundTrip(ErasureDoneWire.TYPE, done)).isEqualTo(done);
  }

  @Test
  void a_profile_comes_back_with_every_field() throws IOException {
    Values values = new Values(4);
    values.set(0, 1e15);
    values.set(1, "shoes");
    values.set(2, List.of("a", "b"));
    ProfileRow row =
        new ProfileRow(
            "u-1",
            new RowVersion(0xFFFF_FFFFL, 7, -1),
            values,
            3L,
            0.25,
            List.of("why"),
            List.of("loyal"),
            99,
            "abc",
            Map.of("churn", 4L),
            "complete",
            Map.of("views_7d", 5L),
            new float[] {0.6f, 0.8f});

    ProfileUpdate back =
        roundTrip(ProfileUpdateWire.TYPE, new ProfileUpdate(Snapshot.Kind.TICK, row));

    assertThat(back.kind()).isEqualTo(Snapshot.Kind.TICK);
    assertThat(back.row())
        .usingRecursiveComparison()
        .withEqualsForType(Values::equals, Values.class)
        .isEqualTo(row);
  }

  @Test
  void a_snapshot_comes_back_with_nulls_where_they_were() throws IOException {
    Values values = new Values(3);
    values.set(1, 2.0);
    values.setEmbedding(new float[] {1, 0}, true);

    Snapshot snapshot = new Snapshot(Snapshot.Kind.LIVE, "u", 5, 6, values, Map.of("views_7d", 7L));

    assertThat(roundTrip(SnapshotWire.TYPE, snapshot)).isEqualTo(snapshot);
  }

  @Test
  void what_a_live_row_was_made_for_comes_back() throws IOException {
    Cause cause = new Cause(8, 9);
    Values values = new Values(1);
    Snapshot snapshot =
        new Snapshot(Snapshot.Kind.LIVE, "u", 5, 6, values, Map.of(), Scores.NONE, cause);

    assertThat(roundTrip(SnapshotWire.TYPE, snapshot).cause()).isEqualTo(cause);
  }

  /** Rows of ticks may wait in a savepoint of the version before, which had no causes. */
  @Test
  void a_tick_on_the_wire_ends_with_what_models_say_of_it() throws IOException {
    Values values = new Values(1);
    Snapshot tick = new Snapshot(Snapshot.Kind.TICK, "u", 5, 6, values, Map.of());
    DataOutputSerializer before = new DataOutputSerializer(64);
    before.writeUTF("TICK");
    Texts.write("u", before);
    before.writeLong(5);
    before.writeLong(6);
    ValuesWire.write(values, before);
    Texts.write(Map.of(), before);
    ScoresWire.write(Scores.NONE, before);

    DataOutputSerializer now = new DataOutputSerializer(64);
    serializer(SnapshotWire.TYPE).serialize(tick, now);

    assertThat(now.getCopyOfBuffer()).isEqualTo(before.getCopyOfBuffer());
  }

  @Test
  void a_serializer_is_found_again_from_its_snapshot() throws IOException {
    TypeSerializerSnapshot<UserRecord> written = serializer(EventWire.TYPE).snapshotConfiguration();
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, written);

    TypeSerializerSnapshot<UserRecord> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(read.restoreSerializer()).isEqualTo(serializer(EventWire.TYPE));
    TypeSerializerSchemaCompatibility<UserRecord> same = written.resolveSchemaCompatibility(read);
    assertThat(same.isCompatibleAsIs()).isTrue();
  }

  private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }

  private static <T> T roundTrip(TypeInformation<T> type, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer(type).serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T back = serializer(type).deserialize(in);
    assertThat(in.available()).isZero();
    return back;
  }
}
