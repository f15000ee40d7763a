package io.portrait.cli;

import io.portrait.audience.Audience;
import io.portrait.audience.Condition;
import io.portrait.audience.HashedIds;
import io.portrait.cli.status.Numbers;
import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineTables;
import io.portrait.query.TableSnapshot;
import io.portrait.secret.SecretVariable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audience --where "..." --out F}: users to address, and why. */
@Command(
    name = "audience",
    description =
        "Write the users whose profiles meet a condition, or who are like some others, and why. up"
            + " need not run.",
    mixinStandardHelpOptions = true)
final class AudienceCommand implements Callable<Integer> {

  private static final String SECRET = "PORTRAIT_AUDIENCE_SECRET";

  private final Console console;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "F.csv|F.parquet",
      description = "The file.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "SQL over a profile's columns: \"segment = 3 and churn_probability > 0.6\","
              + " \"list_contains(tags, 'loyal')\".")
  private @Nullable String where;

  @Option(
      names = "--like",
      paramLabel = "FILE",
      description = "Users like those in the file, an id a line, the most alike first.")
  private @Nullable Path like;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: all; with --like 1,000).")
  private @Nullable Long limit;

  @Option(
      names = "--hash-ids",
      description =
          "HMAC-SHA-256 of each id in its place, with the secret in "
              + SECRET
              + " (or "
              + SECRET
              + "_FILE).")
  private boolean hashIds;

  @Option(
      names = "--normalise",
      description = "Hash ids without space around them and in lower case, as mail addresses.")
  private boolean normalise;

  @Option(
      names = "--live",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "redis://HOST:PORT",
      description =
          "Read Redis (of the data directory, or a given one) instead of the table profiles, which"
              + " is a checkpoint behind.")
  private @Nullable String live;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoryOption memory;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private WarehouseOptions options;

  AudienceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check();
    Definition definition = options.definition();
    Set<String> seeds = like == null ? null : seeds(like, UserNames.known(definition));
    HashedIds hashes = hashIds ? hashes() : null;
    Audience.Found found =
        live == null
            ? offline(definition, seeds, hashes)
            : new StoreOptions(options.run(), live.isEmpty() ? null : live)
                .read(
                    store ->
                        find(
                            definition,
                            seeds,
                            hashes,
                            (table, columns) -> table.from(store, columns)));
    print(found, seeds != null);
    return Failure.DONE;
  }

  private void check() {
    if (where == null && like == null) {
      throw Failure.wrongUse("--where, --like or both: which users?");
    }
    if (limit != null && limit < 1) {
      throw Failure.wrongUse("--limit: at least 1, not " + limit);
    }
    if (normalise && !hashIds) {
      throw Failure.wrongUse("--normalise: only with --hash-ids");
    }
    OutputFile.check(out);
  }

  private Audience.Found offline(
      Definition definition, @Nullable Set<String> seeds, @Nullable HashedIds hashes) {
    return options
        .inCatalog(
            catalog -> {
              Table profiles =
                  TrainingSetCommand.table(catalog, definition.project(), OfflineTables.PROFILES);
              TableSnapshot current = TableSnapshot.current(profiles);
              return find(
                  definition, seeds, hashes, (table, columns) -> table.from(current, columns));
            })
        .orElseThrow(
            () -> Failure.because("no table profiles yet: --live reads Redis, where there is one"));
  }

  /** Where profiles come from. */
  private interface Source {
    void load(ProfileTable table, Set<String> columns);
  }

  private Audience.Found find(
      Definition definition,
      @Nullable Set<String> seeds,
      @Nullable HashedIds hashes,
      Source source) {
    Map<String, String> offered = ProfileTable.columns(definition);
    return Queries.run(
        console,
        out,
        memory.bytes(),
        queries -> {
          Condition condition = where == null ? null : condition(queries, where, offered.keySet());
          Set<String> columns =
              Audience.columns(definition, condition, seeds != null, offered.keySet());
          source.load(new ProfileTable(queries, definition), columns);
          queries.step(seeds == null ? "finding users" : "finding users who are alike");
          long most =
              Objects.requireNonNullElse(
                  limit, seeds == null ? Long.MAX_VALUE : Audience.USUAL_LOOK_ALIKES);
          try {
            return new Audience(queries.engine(), definition)
                .write(condition, seeds, most, hashes, out);
          } catch (IllegalArgumentException e) {
            throw Failure.because(Failure.oneLine(e.getMessage()), e);
          } catch (IOException e) {
            throw Failure.because(out + " cannot be written: " + Failure.reason(e), e);
          }
        });
  }

  private static Condition condition(Queries queries, String text, Set<String> offered) {
    try {
      return Condition.of(queries.engine(), text, offered);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse("--where: " + Failure.oneLine(e.getMessage()));
    }
  }

  private static Set<String> seeds(Path file, Pseudonyms pseudonyms) {
    Set<String> seeds = new LinkedHashSet<>();
    try {
      for (String line : Files.readAllLines(file)) {
        // An id may hold any characters, space among them.
        if (!line.isBlank()) {
          seeds.add(pseudonyms.name(line));
        }
      }
    } catch (NoSuchFileException e) {
      throw Failure.because("no such file: " + file, e);
    } catch (CharacterCodingException e) {
      throw Failure.wrongUse(file + ": not UTF-8");
    } catch (IOException e) {
      throw Failure.because(file + " cannot be read: " + Failure.reason(e), e);
    }
    if (seeds.isEmpty()) {
      throw Failure.wrongUse(file + ": no ids in it");
    }
    return seeds;
  }

  private HashedIds hashes() {
    try {
      String secret = SecretVariable.read(System.getenv(), SECRET);
      if (secret.isEmpty()) {
        throw Failure.wrongUse("--hash-ids: no secret in " + SECRET + " or " + SECRET + "_FILE");
      }
      return new HashedIds(secret, normalise);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse("--hash-ids: " + Failure.oneLine(e.getMessage()));
    }
  }

  private void print(Audience.Found found, boolean isAlike) {
    if (found.unknownSeeds() > 0) {
      console.complain(
          Numbers.count(found.unknownSeeds())
              + " of "
              + Numbers.count(found.seeds() + found.unknownSeeds())
              + " users in the file have no profile");
    }
    console
        .out()
        .println(
            out
                + "  "
                + Numbers.count(found.users())
                + " of "
                + Numbers.count(found.of())
                + " users"
                + (isAlike && found.users() > 0
                    ? String.format(
                        Locale.ROOT,
                        ", similarity %.2f to %.2f, by %s seeds",
                        found.most(),
                        found.least(),
                        Numbers.count(found.seeds()))
                    : ""));
  }
}
