package io.portrait.definition;

import java.util.List;

/**
 * Columns that are asked for together, by a name of their own: {@code views: {homepage: [views_7d,
 * segment]}}. Changes nothing that is computed.
 *
 * @param name as in the definition file
 * @param columns in file order, each once: computed ones, those every profile has, and {@code
 *     embedding}
 */
public record NamedView(String name, List<String> columns) {

  public NamedView {
    columns = List.copyOf(columns);
  }
}
