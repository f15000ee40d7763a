package io.portrait.job.wire;

import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link ProfileUpdate} on the wire. */
public enum ProfileUpdateWire implements Codec<ProfileUpdate> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<ProfileUpdate> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<ProfileUpdate> type() {
    return ProfileUpdate.class;
  }

  @Override
  public void write(ProfileUpdate value, DataOutput out) throws IOException {
    ProfileRow row = value.row();
    out.writeUTF(value.kind().name());
    Texts.write(row.userId(), out);
    out.writeLong(row.version().generation());
    out.writeLong(row.version().events());
    out.writeLong(row.version().asOf());
    ValuesWire.write(row.values(), out);
    out.writeBoolean(row.segment() != null);
    if (row.segment() != null) {
      out.writeLong(row.segment());
    }
    out.writeDouble(row.churnProbability());
    Texts.write(row.churnReasons(), out);
    Texts.write(row.tags(), out);
    out.writeLong(row.writtenAt());
    Texts.write(row.definitions(), out);
    Texts.write(row.models(), out);
    Texts.write(row.status(), out);
    Texts.write(row.partialUntil(), out);
    Floats.write(row.embedding(), out);
    CauseWire.write(value.cause(), out);
  }

  @Override
  public ProfileUpdate read(DataInput in) throws IOException {
    Snapshot.Kind kind = Snapshot.Kind.valueOf(in.readUTF());
    return new ProfileUpdate(
        kind,
        new ProfileRow(
            Texts.read(in),
            new RowVersion(in.readLong(), in.readLong(), in.readLong()),
            ValuesWire.read(in),
            in.readBoolean() ? in.readLong() : null,
            in.readDouble(),
            Texts.readList(in),
            Texts.readList(in),
            in.readLong(),
            Texts.read(in),
            Texts.readMap(in),
            Texts.read(in),
            Texts.readMap(in),
            Floats.read(in)),
        CauseWire.read(in));
  }
}
