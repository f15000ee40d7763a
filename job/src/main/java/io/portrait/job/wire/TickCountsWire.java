package io.portrait.job.wire;

import io.portrait.job.score.TickCounts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;

/** {@link TickCounts} on the wire. */
public enum TickCountsWire implements Codec<TickCounts> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<TickCounts> TYPE = new CodecTypeInformation<>(CODEC);

  /** Counts, or the id of a user who was erased: no report is to name the user any more. */
  public static final TypeInformation<Either<TickCounts, String>> OR_ERASED =
      new EitherTypeInfo<>(TYPE, Types.STRING);

  private static final int NULL = -1;

  @Override
  public Class<TickCounts> type() {
    return TickCounts.class;
  }

  @Override
  public void write(TickCounts value, DataOutput out) throws IOException {
    out.writeLong(value.tickMillis());
    out.writeLong(value.segmentsVersion());
    out.writeLong(value.churnVersion());
    out.writeLong(value.inSegment());
    out.writeLong(value.changed());
    writeBins(value.bins(), out);
    writeBins(value.expected(), out);
  }

  private static void writeBins(long @Nullable [] bins, DataOutput out) throws IOException {
    out.writeInt(bins == null ? NULL : bins.length);
    for (int i = 0; bins != null && i < bins.length; i++) {
      out.writeLong(bins[i]);
    }
  }

  @Override
  public TickCounts read(DataInput in) throws IOException {
    return new TickCounts(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        readBins(in),
        readBins(in));
  }

  private static long @Nullable [] readBins(DataInput in) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    long[] bins = new long[length];
    for (int i = 0; i < length; i++) {
      bins[i] = in.readLong();
    }
    return bins;
  }
}
