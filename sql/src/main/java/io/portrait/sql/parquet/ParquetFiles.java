package io.portrait.sql.parquet;

import java.io.IOException;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.FlinkParquetWriters;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.parquet.Parquet;

/** Writes rows as Parquet, compressed with zstd. */
final class ParquetFiles implements BulkWriter.Factory<RowData> {

  private static final long serialVersionUID = 1L;

  private final RowType columns;

  ParquetFiles(RowType columns) {
    this.columns = columns;
  }

  @Override
  public BulkWriter<RowData> create(FSDataOutputStream out) throws IOException {
    Schema schema = FlinkSchemaUtil.convert(FlinkSchemaUtil.toResolvedSchema(columns));
    FileAppender<RowData> rows =
        Parquet.write(new OpenFile(out))
            .schema(schema)
            .set("write.parquet.compression-codec", "zstd")
            .createWriterFunc(type -> FlinkParquetWriters.buildWriter(columns, type))
            .build();
    return new BulkWriter<>() {
      @Override
      public void addElement(RowData row) {
        rows.add(row);
      }

      @Override
      public void flush() {
        // A row group is written when it is full.
      }

      @Override
      public void finish() throws IOException {
        rows.close();
      }
    };
  }

  /** A stream that Flink opened and will close, as Iceberg's writers want to see it. */
  private record OpenFile(FSDataOutputStream out) implements OutputFile {

    @Override
    public PositionOutputStream create() {
      return new PositionOutputStream() {
        @Override
        public long getPos() throws IOException {
          return out.getPos();
        }

        @Override
        public void write(int octet) throws IOException {
          out.write(octet);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          out.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
          out.flush();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return create();
    }

    @Override
    public String location() {
      return "a file of Flink's";
    }

    @Override
    public InputFile toInputFile() {
      throw new UnsupportedOperationException("an export is not read back");
    }
  }
}
