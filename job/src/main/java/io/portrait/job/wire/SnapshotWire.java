package io.portrait.job.wire;

import io.portrait.job.window.Cause;
import io.portrait.job.window.Snapshot;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * {@link Snapshot} on the wire. What a live one was taken for comes last; the others, which may
 * also wait in state, have no such thing.
 */
public enum SnapshotWire implements Codec<Snapshot> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<Snapshot> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<Snapshot> type() {
    return Snapshot.class;
  }

  @Override
  public void write(Snapshot value, DataOutput out) throws IOException {
    out.writeUTF(value.kind().name());
    Texts.write(value.userId(), out);
    out.writeLong(value.asOf());
    out.writeLong(value.events());
    ValuesWire.write(value.values(), out);
    Texts.write(value.partialUntil(), out);
    ScoresWire.write(value.scores(), out);
    if (value.kind() == Snapshot.Kind.LIVE) {
      CauseWire.write(value.cause(), out);
    }
  }

  @Override
  public Snapshot read(DataInput in) throws IOException {
    Snapshot.Kind kind = Snapshot.Kind.valueOf(in.readUTF());
    return new Snapshot(
        kind,
        Texts.read(in),
        in.readLong(),
        in.readLong(),
        ValuesWire.read(in),
        Texts.readMap(in),
        ScoresWire.read(in),
        kind == Snapshot.Kind.LIVE ? CauseWire.read(in) : Cause.NONE);
  }
}
