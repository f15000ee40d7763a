package io.portrait.cli.feed;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Which record of which source a Kafka record is, kept in its header: what is in the topic then
 * says by itself how far feeding got, even when the feeder was killed.
 *
 * @param source hash of {@link RecordSource#name()}
 * @param number of the record in the source, from 1
 */
record RecordNumber(long source, long number) {

  private static final String HEADER = "portrait.feed";

  /** The hash by which a source is known. */
  static long sourceOf(String name) {
    return Hashing.sipHash24().hashString(name, StandardCharsets.UTF_8).asLong();
  }

  /** Reads it back; empty for a record that somebody else wrote. */
  static Optional<RecordNumber> of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length != 2 * Long.BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(header.value());
    return Optional.of(new RecordNumber(bytes.getLong(), bytes.getLong()));
  }

  /** Adds it to a record's headers. */
  void addTo(Headers headers) {
    headers.add(
        HEADER, ByteBuffer.allocate(2 * Long.BYTES).putLong(source).putLong(number).array());
  }
}
