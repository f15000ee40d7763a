package io.portrait.definition;

import io.portrait.event.Event;
import io.portrait.expression.Scope;
import io.portrait.expression.Variable;
import io.portrait.expression.Variable.Kind;
import io.portrait.expression.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as an expression sees it.
 *
 * @param event the event
 * @param attributes the names of the attributes the expression uses, by slot after the fields
 */
record EventScope(Event event, List<String> attributes) implements Scope {

  private static final int USER_ID = 0;
  private static final int EVENT_ID = 1;
  private static final int TYPE = 2;
  private static final int ITEM_ID = 3;
  private static final int CATEGORY = 4;
  private static final int TEXT = 5;
  private static final int AMOUNT = 6;
  private static final int QUANTITY = 7;
  private static final int TIME = 8;
  private static final int ATTRIBUTES = 9;

  private static final Map<String, Variable> FIELDS =
      Map.of(
          "user_id", new Variable(Kind.TEXT, USER_ID),
          "event_id", new Variable(Kind.TEXT, EVENT_ID),
          "type", new Variable(Kind.TEXT, TYPE),
          "item_id", new Variable(Kind.TEXT, ITEM_ID),
          "category", new Variable(Kind.TEXT, CATEGORY),
          "text", new Variable(Kind.TEXT, TEXT),
          "amount", new Variable(Kind.NUMBER, AMOUNT),
          "quantity", new Variable(Kind.NUMBER, QUANTITY),
          "time", new Variable(Kind.NUMBER, TIME));

  @Override
  public double number(int slot) {
    return switch (slot) {
      case AMOUNT -> event.amount();
      case QUANTITY -> event.quantity();
      case TIME -> event.timeMillis();
      default -> attribute(slot) instanceof Double number ? number : Double.NaN;
    };
  }

  @Override
  public @Nullable String text(int slot) {
    return switch (slot) {
      case USER_ID -> event.userId();
      case EVENT_ID -> event.eventId();
      case TYPE -> event.type();
      case ITEM_ID -> event.itemId();
      case CATEGORY -> event.category();
      case TEXT -> event.text();
      default -> textOf(attribute(slot));
    };
  }

  private static @Nullable String textOf(@Nullable Object attribute) {
    boolean hasText = attribute instanceof String || attribute instanceof Boolean;
    return hasText ? String.valueOf(attribute) : null;
  }

  private @Nullable Object attribute(int slot) {
    return event.attributes().get(attributes.get(slot - ATTRIBUTES));
  }

  /** The names of one expression; collects the attributes it uses. */
  static final class Names implements Vocabulary {

    private final List<String> attributes = new ArrayList<>();

    /** The attributes that were used, in slot order. */
    List<String> attributes() {
      return List.copyOf(attributes);
    }

    @Override
    public @Nullable Variable find(String name) {
      return FIELDS.get(name);
    }

    @Override
    public Collection<String> names() {
      return FIELDS.keySet();
    }

    @Override
    public boolean hasAttributes() {
      return true;
    }

    @Override
    public int attributeSlot(String name) {
      if (!attributes.contains(name)) {
        attributes.add(name);
      }
      return ATTRIBUTES + attributes.indexOf(name);
    }
  }
}
