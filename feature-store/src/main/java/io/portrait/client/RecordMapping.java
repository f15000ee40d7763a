package io.portrait.client;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.online.Selection;
import io.portrait.yaml.NearestName;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes records of one type of the profiles of one view; everything is checked when it is made. */
final class RecordMapping<R extends Record> {

  private static final String USER_ID = "userId";

  private final Constructor<R> constructor;
  private final Part[] parts;

  private interface Part {
    @Nullable Object of(Profile profile);
  }

  private RecordMapping(Constructor<R> constructor, Part[] parts) {
    this.constructor = constructor;
    this.parts = parts;
  }

  /**
   * The columns that a record's components name.
   *
   * @throws IllegalArgumentException if one names none
   */
  static List<Column> columns(Class<? extends Record> type, List<Column> known) {
    List<Column> columns =
        Arrays.stream(type.getRecordComponents())
            .filter(component -> !component.getName().equals(USER_ID))
            .map(component -> find(type, component, known))
            .toList();
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("the record " + type.getSimpleName() + " names no column");
    }
    return columns;
  }

  /**
   * A mapping.
   *
   * @throws IllegalArgumentException if the record does not fit the view
   */
  static <R extends Record> RecordMapping<R> of(Class<R> type, PreparedView view) {
    RecordComponent[] components = type.getRecordComponents();
    Part[] parts = new Part[components.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = part(type, components[i], view);
    }
    try {
      Constructor<R> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true); // records are often private to who uses them
      return new RecordMapping<>(constructor, parts);
    } catch (NoSuchMethodException | RuntimeException e) {
      throw new IllegalArgumentException(
          "the record " + type.getName() + " cannot be made from here: " + e.getMessage(), e);
    }
  }

  R map(Profile profile) {
    @Nullable Object[] values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = parts[i].of(profile);
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Part part(Class<?> record, RecordComponent component, PreparedView view) {
    if (component.getName().equals(USER_ID)) {
      if (component.getType() != String.class) {
        throw new IllegalArgumentException(
            "the component userId of " + record.getSimpleName() + " must be a String");
      }
      return Profile::userId;
    }
    Column column = find(record, component, view.schema());
    int slot = view.slot(column.name());
    Class<?> type = component.getType();
    boolean optional = type == Optional.class;
    Class<?> wanted = optional ? inside(component.getGenericType()) : type;
    if (!fits(column, wanted)) {
      throw new IllegalArgumentException(
          "the component "
              + component.getName()
              + " of "
              + record.getSimpleName()
              + " is "
              + component.getGenericType().getTypeName()
              + ", but the column '"
              + column.name()
              + "' holds "
              + words(column));
    }
    if (optional) {
      return profile -> Optional.ofNullable(converted(profile, slot, wanted));
    }
    if (type.isPrimitive()) {
      return profile -> required(record, component, column, profile, slot);
    }
    return profile -> converted(profile, slot, type);
  }

  private static Object required(
      Class<?> record, RecordComponent component, Column column, Profile profile, int slot) {
    Object value = converted(profile, slot, component.getType());
    if (value == null) {
      throw new IllegalStateException(
          "the column '"
              + column.name()
              + "' of "
              + profile.userId()
              + " has no value ("
              + profile.status(column.name())
              + "), which the component "
              + component.getName()
              + " of "
              + record.getSimpleName()
              + ", a "
              + component.getType()
              + ", cannot say: give it another type");
    }
    return value;
  }

  private static @Nullable Object converted(Profile profile, int slot, Class<?> type) {
    Object value = profile.value(slot);
    if (type == OptionalLong.class) {
      return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
    }
    if (type == OptionalDouble.class) {
      return value == null
          ? OptionalDouble.empty()
          : OptionalDouble.of(((Number) value).doubleValue());
    }
    if (value instanceof Long number && (type == double.class || type == Double.class)) {
      return number.doubleValue();
    }
    return value;
  }

  private static boolean fits(Column column, Class<?> type) {
    if (column.equals(Selection.EMBEDDING)) {
      return type == float[].class;
    }
    return switch (column.type()) {
      case LONG ->
          type == long.class || type == Long.class || type == OptionalLong.class || isReal(type);
      case DOUBLE -> isReal(type);
      case STRING -> type == String.class;
      case TIMESTAMP -> type == Instant.class;
      case STRING_LIST -> type == List.class;
      case LONG_MAP -> type == Map.class;
    };
  }

  private static boolean isReal(Class<?> type) {
    return type == double.class || type == Double.class || type == OptionalDouble.class;
  }

  /** The class an {@code Optional} is of; Object where it does not say. */
  private static Class<?> inside(Type optional) {
    if (optional instanceof ParameterizedType parameterised) {
      Type argument = parameterised.getActualTypeArguments()[0];
      Type raw = argument instanceof ParameterizedType inner ? inner.getRawType() : argument;
      if (raw instanceof Class<?> type
          && type != OptionalLong.class
          && type != OptionalDouble.class) {
        return type;
      }
    }
    return Object.class;
  }

  private static Column find(Class<?> record, RecordComponent component, List<Column> columns) {
    String name = component.getName();
    List<Column> found =
        columns.stream()
            .filter(column -> column.name().equals(name) || camelCase(column.name()).equals(name))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    String where = "the component " + name + " of " + record.getSimpleName();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          where
              + " is no column"
              + NearestName.hint(
                  name, columns.stream().map(column -> camelCase(column.name())).toList()));
    }
    throw new IllegalArgumentException(
        where + " may be any of " + found.stream().map(Column::name).toList());
  }

  /** {@code views7d} of {@code views_7d}, {@code asOf} of {@code _as_of}. */
  static String camelCase(String column) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < column.length(); i++) {
      char letter = column.charAt(i);
      if (letter == '_') {
        upper = name.length() > 0;
      } else {
        name.append(upper ? Character.toUpperCase(letter) : letter);
        upper = false;
      }
    }
    return name.toString();
  }

  /** What a column holds, in words for messages. */
  static String words(Column column) {
    return column.equals(Selection.EMBEDDING) ? "the embedding" : words(column.type());
  }

  static String words(ColumnType type) {
    return "values of type " + type.name().toLowerCase(Locale.ROOT);
  }
}
