package io.portrait.client;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.NamedView;
import io.portrait.event.Pseudonyms;
import io.portrait.online.ProfileColumns;
import io.portrait.online.RedisAddress;
import io.portrait.online.RedisLink;
import io.portrait.online.RedisSettings;
import io.portrait.online.SelectedRows;
import io.portrait.online.Selection;
import io.portrait.profile.ProfileSchema;
import io.portrait.yaml.NearestName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads profiles of one project from Redis, for apps:
 *
 * <pre>{@code
 * ProfileClient client =
 *     ProfileClient.builder("shop").redis(RedisAddress.of("cache", 6379)).build();
 * PreparedView view = client.prepare("views_7d", "churn_probability", "segment");
 * CompletableFuture<List<Profile>> profiles = view.getAll(userIds, Duration.ofMillis(50));
 * }</pre>
 *
 * <p>One for the whole app: thread-safe, with a few connections of its own. Nothing is connected
 * before it is needed, and a Redis that dies and comes back needs no restart here.
 */
public final class ProfileClient implements AutoCloseable {

  private final ClientSettings settings;
  private final RedisLink link;
  private final Lookups lookups;

  private ProfileClient(ClientSettings settings) {
    this.settings = settings;
    link = new RedisLink(settings.address(), settings.redis());
    lookups =
        new Lookups(
            RowReader.of(new SelectedRows(link, settings.project())),
            settings.redis().connections(),
            settings.retries(),
            settings.backOff());
  }

  /** A client of a project, the first part of its keys. */
  public static Builder builder(String project) {
    return new Builder(project);
  }

  /**
   * Resolves columns, once: what they are, and how to get at them in rows of every schema.
   *
   * @param columns of the definition file, or of those every profile has ({@code segment}, {@code
   *     _as_of}, ...), or {@code embedding}; each once
   * @throws IllegalArgumentException if a name is not known, with the nearest one, or there twice
   * @throws io.portrait.online.OnlineStoreException if the names have to be asked for in Redis and
   *     it cannot be reached, refuses, or has no profiles of the project yet
   */
  public PreparedView prepare(String... columns) {
    return prepare(List.of(columns));
  }

  /** As {@link #prepare(String...)}. */
  public PreparedView prepare(Collection<String> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("name at least one column");
    }
    List<Column> known = known();
    List<Column> wanted = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : columns) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("the column '" + name + "' is there twice");
      }
      wanted.add(find(name, known));
    }
    return new PreparedView(wanted, lookups, settings);
  }

  /** The columns of a view of the definition file; as {@link #prepare(String...)}. */
  public PreparedView prepare(NamedView view) {
    return prepare(view.columns());
  }

  /** Every column of the newest rows, with the embedding. */
  public PreparedView prepareAll() {
    return new PreparedView(known(), lookups, settings);
  }

  /**
   * The columns a record asks for by its components' names: {@code views7d} for {@code views_7d},
   * {@code asOf} for {@code _as_of}; {@code userId} is none.
   *
   * @throws IllegalArgumentException if a component is no column, with the nearest one, or its type
   *     does not fit
   * @throws io.portrait.online.OnlineStoreException as {@link #prepare(String...)}
   */
  public PreparedView prepare(Class<? extends Record> type) {
    PreparedView view = new PreparedView(RecordMapping.columns(type, known()), lookups, settings);
    view.check(type);
    return view;
  }

  /** What can be asked for, the embedding last. */
  private List<Column> known() {
    Definition definition = settings.definition();
    ProfileSchema schema =
        definition != null
            ? ProfileSchema.of(definition)
            : ProfileColumns.latest(link, settings.project());
    List<Column> known = new ArrayList<>(schema.columns());
    known.add(Selection.EMBEDDING);
    return known;
  }

  private static Column find(String name, List<Column> known) {
    return known.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no column '"
                        + name
                        + "'"
                        + NearestName.hint(name, known.stream().map(Column::name).toList())));
  }

  /** Ends it. What is still being read ends in {@link ColumnStatus#ERROR}. */
  @Override
  public void close() {
    lookups.close();
    link.close();
  }

  /** How a {@link ProfileClient} is made. */
  public static final class Builder {

    private final String project;
    private RedisAddress address = RedisAddress.of("localhost", 6379);
    private Duration connectTimeout = Duration.ofSeconds(1);
    private Duration replyTimeout = Duration.ofSeconds(1);
    private int connections = 4;
    private @Nullable SSLSocketFactory tls;
    private @Nullable Definition definition;
    private int retries = 2;
    private Duration backOff = Duration.ofMillis(20);
    private @Nullable Duration staleAfter;
    private InstantSource clock = InstantSource.system();
    private Pseudonyms pseudonyms = Pseudonyms.NONE;

    private Builder(String project) {
      this.project = project;
    }

    /**
     * Where Redis is, one server or a cluster, and with which user and password to get in; {@code
     * localhost:6379} unless said.
     */
    public Builder redis(RedisAddress where) {
      address = where;
      return this;
    }

    /**
     * What {@code rediss://} trusts, and which certificate it shows; what Java trusts unless said.
     */
    public Builder tls(SSLSocketFactory factory) {
      tls = factory;
      return this;
    }

    /** How long opening a connection may take; 1 s unless said. */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = timeout;
      return this;
    }

    /** How long a reply of Redis may take, whatever the deadline; 1 s unless said. */
    public Builder replyTimeout(Duration timeout) {
      replyTimeout = timeout;
      return this;
    }

    /** How many connections to each server, at most; 4 unless said. */
    public Builder connections(int most) {
      connections = most;
      return this;
    }

    /**
     * How often what failed is tried again, if the deadline allows, and how long the first of them
     * waits; each next one twice as long. Twice, after 20 ms and 40 ms, unless said.
     */
    public Builder retries(int times, Duration firstAfter) {
      retries = times;
      backOff = firstAfter;
      return this;
    }

    /**
     * The age from which a value is {@link ColumnStatus#STALE}; never unless said.
     *
     * <p>The age is that of {@code _as_of}, in event time, so that it grows when the job stands
     * still, or falls behind its topic. It grows too while nothing happens to a user, whose values
     * are right nevertheless: who has segments or churn gets a new row at every observation while
     * active within {@code observations.active_within}, others only when a value changes.
     */
    public Builder staleAfter(Duration age) {
      staleAfter = age;
      return this;
    }

    /** Where columns are looked up, instead of in Redis: so nothing needs to have been written. */
    public Builder definition(Definition file) {
      definition = file;
      return this;
    }

    /**
     * The key of the pseudonyms that users have in Redis: then profiles are asked for by the ids of
     * events, and {@link Profile#userId()} is the pseudonym. Users are asked for as they are called
     * in Redis unless said.
     */
    public Builder pseudonyms(Pseudonyms key) {
      pseudonyms = key;
      return this;
    }

    /** What ages are measured by; the system's clock unless said. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * The client; nothing is connected yet.
     *
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public ProfileClient build() {
      return new ProfileClient(
          new ClientSettings(
              project,
              address,
              new RedisSettings(connectTimeout, replyTimeout, connections, tls),
              definition,
              retries,
              backOff,
              staleAfter,
              clock,
              pseudonyms));
    }
  }
}
