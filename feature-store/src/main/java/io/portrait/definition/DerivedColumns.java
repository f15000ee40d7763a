package io.portrait.definition;

import java.util.List;

/** Fills the derived columns of a definition from those before them. Thread-safe. */
public final class DerivedColumns {

  private final List<Derived> derived;
  private final int first;

  public DerivedColumns(Definition definition) {
    derived = definition.derived();
    first = definition.columns().size() - derived.size();
  }

  /** Sets every derived column, in file order. */
  public void fill(Values values) {
    for (int i = 0; i < derived.size(); i++) {
      derived.get(i).value().evaluate(values, first + i);
    }
  }
}
