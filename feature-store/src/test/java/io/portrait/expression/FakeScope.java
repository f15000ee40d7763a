package io.portrait.expression;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables by name: numbers a to d, texts s and t, a list, and attributes, which are null. */
final class FakeScope implements Scope, Vocabulary {

  private static final Map<String, Variable> VARIABLES = new LinkedHashMap<>();

  static {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      VARIABLES.put(name, new Variable(Variable.Kind.NUMBER, VARIABLES.size()));
    }
    for (String name : new String[] {"s", "t"}) {
      VARIABLES.put(name, new Variable(Variable.Kind.TEXT, VARIABLES.size()));
    }
    VARIABLES.put("list", new Variable(Variable.Kind.TEXTS, VARIABLES.size()));
    VARIABLES.put("broken", Variable.UNKNOWN);
  }

  private final double[] numbers = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
  private final @Nullable String[] texts = new String[6];
  private @Nullable List<String> list;

  FakeScope with(String name, double number) {
    numbers[slot(name)] = number;
    return this;
  }

  FakeScope with(String name, @Nullable String text) {
    texts[slot(name)] = text;
    return this;
  }

  FakeScope withList(@Nullable List<String> texts) {
    list = texts;
    return this;
  }

  private static int slot(String name) {
    Variable variable = VARIABLES.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(name);
    }
    return variable.slot();
  }

  @Override
  public double number(int slot) {
    return slot < numbers.length ? numbers[slot] : Double.NaN;
  }

  @Override
  public @Nullable String text(int slot) {
    return slot < texts.length ? texts[slot] : null;
  }

  @Override
  public @Nullable List<String> texts(int slot) {
    return list;
  }

  @Override
  public @Nullable Variable find(String name) {
    return VARIABLES.get(name);
  }

  /** Every attribute is null. */
  @Override
  public boolean hasAttributes() {
    return true;
  }

  @Override
  public int attributeSlot(String name) {
    return VARIABLES.size();
  }

  @Override
  public Collection<String> names() {
    return VARIABLES.keySet();
  }
}
