package io.portrait.benchmark.training;

import com.google.common.hash.Hashing;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/**
 * Makes up a {@code feature_log} of daily ticks, by the same writers and settings as the job, and
 * labels about any times in it. Takes as much memory as one row group, however many rows.
 *
 * <p>Each user is as active as a rate drawn from a log-normal distribution says; who does nothing
 * for a while is missing at those ticks.
 */
final class LogGenerator {

  /** Twenty features: counts, sums and means over four windows, days, and two of texts. */
  static final String DEFINITION =
      """
      project: bench
      features:
        - {name: views, types: [view], aggregate: count, windows: [1d, 7d, 30d, 90d]}
        - {name: purchases, types: [purchase], aggregate: count, windows: [1d, 7d, 30d, 90d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [1d, 7d, 30d, 90d]}
        - {name: basket, types: [purchase], aggregate: mean, of: amount, windows: [7d, 30d, 90d]}
        - {name: days_active, aggregate: days_active, windows: [30d]}
        - {name: days_since_purchase, types: [purchase], aggregate: recency}
        - {name: last_category, aggregate: last, of: category}
        - {name: categories, types: [view], aggregate: top, of: category, keep: 3, windows: [30d]}
      """;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Days of a month's window, by which the others are scaled. */
  private static final double MONTH = 30;

  private static final int CATEGORIES = 40;
  private static final double SHARE_OBSERVED = 0.8;
  private static final double SHARE_UNKNOWN = 0.05;

  private final Path warehouse;
  private final long seed;
  private final int users;
  private final Consumer<String> progress;
  private long rows;

  LogGenerator(Path warehouse, long seed, int users, Consumer<String> progress) {
    this.warehouse = warehouse;
    this.seed = seed;
    this.users = users;
    this.progress = progress;
  }

  /** Writes so many rows, a file a day. */
  void write(long wanted) throws IOException {
    Definition definition = DefinitionFile.parse(DEFINITION, "bench");
    Catalog catalog = OfflineCatalog.create(OfflineCatalog.local(warehouse));
    try {
      OfflineTables.ensure(catalog, definition);
      Table log =
          catalog.loadTable(
              OfflineTables.identifier(definition.project(), OfflineTables.FEATURE_LOG));
      AppendFiles append = log.newAppend();
      for (int day = 0; rows < wanted; day++) {
        append.appendFile(day(log, day, wanted - rows));
        if (day % 10 == 9) {
          progress.accept(String.format("%,d of %,d rows made up", rows, wanted));
        }
      }
      append.commit();
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private org.apache.iceberg.DataFile day(Table log, int day, long most) throws IOException {
    OffsetDateTime tick = START.plus(Duration.ofDays(day)).atOffset(ZoneOffset.UTC);
    Record record = GenericRecord.create(log.schema());
    record.setField("as_of", tick);
    PartitionKey partition = new PartitionKey(log.spec(), log.schema());
    partition.partition(new InternalRecordWrapper(log.schema().asStruct()).wrap(record));
    DataWriter<Record> writer =
        Parquet.writeData(
                log.io()
                    .newOutputFile(
                        log.locationProvider()
                            .newDataLocation(log.spec(), partition, "day-" + day + ".parquet")))
            .forTable(log)
            .withPartition(partition)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    long left = most;
    try (writer) {
      // In the order of a hash, as the job's tasks have them.
      for (int i = 0; i < users && left > 0; i++) {
        int user = (int) ((i * 2_654_435_761L + day) % users);
        SplittableRandom random = new SplittableRandom(seed + user * 1_000_003L + day);
        if (random.nextDouble() < SHARE_OBSERVED) {
          fill(record, user, day, tick, random);
          writer.write(record);
          rows++;
          left--;
        }
      }
    }
    return writer.toDataFile();
  }

  private void fill(
      Record record, int user, int day, OffsetDateTime tick, SplittableRandom random) {
    double rate = Math.exp(new SplittableRandom(seed + user).nextGaussian() + 2);
    record.setField("user_id", id(user));
    record.setField("as_of", tick);
    record.setField("known_at", tick.plusSeconds(60 + user % 60));
    record.setField("generation", 0L);
    record.setField("definitions", "0123456789abcdef");
    record.setField("models", Map.of("churn", (long) day, "segments", (long) day));
    for (int days : new int[] {1, 7, 30, 90}) {
      String window = days + "d";
      long views = Math.round(rate * days / MONTH * (0.5 + random.nextDouble()));
      long purchases = views / 12;
      double spend = Math.round(purchases * 2_500 * (0.5 + random.nextDouble())) / 100.0;
      record.setField("views_" + window, views);
      record.setField("purchases_" + window, purchases);
      record.setField("spend_" + window, spend);
      if (days > 1) {
        record.setField("basket_" + window, purchases == 0 ? null : spend / purchases);
      }
    }
    record.setField("days_active_30d", Math.min(30L, Math.round(rate)));
    record.setField("days_since_purchase", rate < 5 ? null : random.nextDouble() * 60);
    record.setField("tenure_days", (double) day + user % 300);
    record.setField("last_category", category(random));
    record.setField(
        "categories_30d", IntStream.range(0, 3).mapToObj(i -> category(random)).toList());
  }

  private static String category(SplittableRandom random) {
    return "category-" + random.nextInt(CATEGORIES);
  }

  private static String id(int user) {
    return "user-" + Hashing.murmur3_32_fixed().hashInt(user);
  }

  /** Writes labels, as somebody's own file: of all days, a few of users whom nobody knows. */
  void writeLabels(Path file, long labels) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long span = Duration.ofDays(rows / users + 5).toMillis();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("user_id,time,label\n");
      for (long i = 0; i < labels; i++) {
        String user =
            random.nextDouble() < SHARE_UNKNOWN ? "unknown-" + i : id(random.nextInt(users));
        out.write(
            user + ',' + START.plusMillis(random.nextLong(span)) + ',' + random.nextInt(2) + '\n');
      }
    }
  }

  /** The files of the log. */
  List<Path> files() throws IOException {
    try (var all = Files.walk(warehouse)) {
      return all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
