package io.portrait.job;

import io.portrait.definition.Definition;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.event.Pseudonyms;
import io.portrait.online.RedisAddress;
import io.portrait.tls.PemTls;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the job is told from outside, checked.
 *
 * @param definition what to compute
 * @param definitionText the same as text, which is what travels to the workers
 * @param kafka where events come from
 * @param redis where profiles are served
 * @param warehouse where history is kept: catalog properties as Iceberg names them, {@code
 *     catalog-impl}, {@code uri}, {@code warehouse}, ...
 * @param embedding how texts are embedded, where the definition says that they are
 * @param models models to go on from, as {@code portrait models export} writes them, by the section
 *     of the definition file; each is taken over once
 * @param generation of the rows this run writes, from 0; raised to rewrite from history
 * @param pseudonyms what users are called from the source on
 */
public record JobConfig(
    Definition definition,
    String definitionText,
    Kafka kafka,
    Redis redis,
    Map<String, String> warehouse,
    EmbeddingSettings embedding,
    Map<String, String> models,
    long generation,
    Pseudonyms pseudonyms) {

  /** Of a job whose definition file asks for no pseudonyms. */
  public JobConfig(
      Definition definition,
      String definitionText,
      Kafka kafka,
      Redis redis,
      Map<String, String> warehouse,
      EmbeddingSettings embedding,
      Map<String, String> models,
      long generation) {
    this(
        definition,
        definitionText,
        kafka,
        redis,
        warehouse,
        embedding,
        models,
        generation,
        Pseudonyms.NONE);
  }

  public JobConfig {
    if (pseudonyms.isKeyed() != definition.events().pseudonymise()) {
      throw new IllegalArgumentException(
          "pseudonyms have a key if the definitions ask for them, and only then");
    }
  }

  /** The model that a section is to go on from; null for none. */
  public @Nullable String startOf(String section) {
    return models.get(section);
  }

  /**
   * Where events come from.
   *
   * @param bootstrap {@code host:port,...}
   * @param topic the topic
   * @param group the consumer group whose offsets show how far the job is
   * @param bounded whether to stop at the topic's end as it is when the job starts; what happened
   *     then is no news, so that nothing is written to the other topics
   * @param start where to begin where the job's state does not say
   * @param alerts the topic of users who may leave; empty for none
   * @param changes the topic of users who changed their segment; empty for none
   * @param properties further client properties, such as SASL and TLS
   */
  public record Kafka(
      String bootstrap,
      String topic,
      String group,
      boolean bounded,
      KafkaStart start,
      String alerts,
      String changes,
      Map<String, String> properties) {

    /** What the topics are called where nobody says otherwise. */
    public static final String DEFAULT_ALERTS = "churn-alerts";

    public static final String DEFAULT_CHANGES = "segment-changes";

    /** One that tells nobody of what happened to users. */
    public Kafka(
        String bootstrap,
        String topic,
        String group,
        boolean bounded,
        Map<String, String> properties) {
      this(bootstrap, topic, group, bounded, KafkaStart.COMMITTED, "", "", properties);
    }

    /** One that begins where its group was. */
    public Kafka(
        String bootstrap,
        String topic,
        String group,
        boolean bounded,
        String alerts,
        String changes,
        Map<String, String> properties) {
      this(bootstrap, topic, group, bounded, KafkaStart.COMMITTED, alerts, changes, properties);
    }

    /** Leaves the properties' values out: there are secrets among them. */
    @Override
    public String toString() {
      return "Kafka[bootstrap="
          + bootstrap
          + ", topic="
          + topic
          + ", group="
          + group
          + ", bounded="
          + bounded
          + ", properties="
          + properties.keySet()
          + "]";
    }
  }

  /**
   * Where profiles are served.
   *
   * @param uri {@code redis://host:port/db}, {@code rediss://} for TLS; without credentials
   * @param user ACL user; empty for the default one
   * @param password empty for none
   * @param tls whom TLS trusts, and the certificate it shows
   */
  public record Redis(String uri, String user, String password, PemTls tls) {

    /** One whose certificate Java trusts by itself, if it has any. */
    public Redis(String uri, String user, String password) {
      this(uri, user, password, PemTls.DEFAULT);
    }

    /** The same for who connects. */
    public RedisAddress address() {
      return new RedisAddress(uri, user, password, tls);
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
      return "Redis[uri=" + uri + ", user=" + user + "]";
    }
  }

  /** Leaves the definition and the warehouse's values out: there are secrets among them. */
  @Override
  public String toString() {
    return "JobConfig[project="
        + definition.project()
        + ", kafka="
        + kafka
        + ", redis="
        + redis
        + ", warehouse="
        + warehouse.keySet()
        + ", generation="
        + generation
        + "]";
  }
}
