package io.portrait.http;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.portrait.client.PreparedView;
import io.portrait.client.ProfileClient;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.profile.ProfileSchema;
import io.portrait.yaml.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Resolves what requests ask for, each combination once. Thread-safe. */
final class Views {

  /** Stands for every column but the embedding. */
  static final String ALL = "*";

  /** What every answer tells of its row. */
  static final List<String> PROVENANCE = List.of("_as_of", "_models", "_status", "_partial_until");

  private static final int REMEMBERED = 1_000;

  private final ProfileClient client;
  private final Definition definition;
  private final List<String> columns;
  private final Cache<List<String>, PreparedView> resolved =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

  Views(ProfileClient client, Definition definition) {
    this.client = client;
    this.definition = definition;
    columns = ProfileSchema.of(definition).columns().stream().map(Column::name).toList();
  }

  /**
   * What reads the columns of a request.
   *
   * @param features names of columns; empty for all of them
   * @param view the name of a view; not together with features
   * @return reads the columns that were asked for, then those of {@link #PROVENANCE} that were not
   * @throws Problem 400, if a name is not known, with the nearest one
   */
  PreparedView of(List<String> features, Optional<String> view) {
    if (view.isPresent() && !features.isEmpty()) {
      throw Problem.wrongRequest("features or view, not both");
    }
    List<String> names =
        view.isPresent() ? named(view.get()) : features.isEmpty() ? List.of(ALL) : features;
    PreparedView known = resolved.getIfPresent(names);
    if (known != null) {
      return known;
    }
    PreparedView fresh = client.prepare(expanded(names));
    resolved.put(List.copyOf(names), fresh);
    return fresh;
  }

  private List<String> named(String view) {
    try {
      return definition.view(view).columns();
    } catch (IllegalArgumentException e) {
      throw Problem.wrongRequest(String.valueOf(e.getMessage()));
    }
  }

  private Set<String> expanded(List<String> names) {
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals(ALL)) {
        wanted.addAll(columns);
      } else if (columns.contains(name) || name.equals(Embedding.NAME)) {
        wanted.add(name);
      } else {
        List<String> offered = new ArrayList<>(columns);
        offered.add(Embedding.NAME);
        throw Problem.wrongRequest("no feature '" + name + "'" + NearestName.hint(name, offered));
      }
    }
    wanted.addAll(PROVENANCE);
    return wanted;
  }
}
