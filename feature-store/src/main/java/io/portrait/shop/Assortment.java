package io.portrait.shop;

import java.util.ArrayList;
import java.util.List;

/** What the shop sells: titles of an adjective, a material and a product, in eight categories. */
final class Assortment {

  private static final List<String> ADJECTIVES =
      List.of(
          "light",
          "warm",
          "classic",
          "compact",
          "sturdy",
          "soft",
          "modern",
          "foldable",
          "waterproof",
          "slim",
          "handmade",
          "small",
          "large",
          "simple",
          "colourful",
          "quiet");

  private static final List<Category> CATEGORIES =
      List.of(
          new Category(
              "shoes",
              List.of("leather", "canvas", "suede", "mesh", "rubber"),
              List.of("running shoes", "boots", "sandals", "sneakers", "hiking shoes", "slippers"),
              30,
              180),
          new Category(
              "clothing",
              List.of("cotton", "wool", "linen", "denim", "fleece"),
              List.of("jacket", "shirt", "trousers", "sweater", "coat", "scarf"),
              15,
              220),
          new Category(
              "bags",
              List.of("leather", "canvas", "nylon", "felt"),
              List.of("backpack", "travel bag", "handbag", "laptop sleeve", "wallet"),
              20,
              160),
          new Category(
              "kitchen",
              List.of("steel", "ceramic", "glass", "bamboo", "cast iron"),
              List.of("pan", "teapot", "bowl", "knife", "coffee mug", "cutting board"),
              8,
              120),
          new Category(
              "garden",
              List.of("wooden", "steel", "clay", "wicker"),
              List.of("bench", "watering can", "flower pot", "lantern", "bird house"),
              10,
              240),
          new Category(
              "lighting",
              List.of("brass", "paper", "glass", "oak"),
              List.of("desk lamp", "floor lamp", "pendant light", "night light"),
              18,
              260),
          new Category(
              "toys",
              List.of("wooden", "plush", "felt", "cardboard"),
              List.of("train set", "puzzle", "teddy bear", "building blocks", "kite"),
              6,
              90),
          new Category(
              "sports",
              List.of("carbon", "rubber", "cork", "steel"),
              List.of("yoga mat", "tennis racket", "water bottle", "jump rope", "bike light"),
              9,
              190));

  private final List<List<Item>> shelves = new ArrayList<>();

  /**
   * A kind of product.
   *
   * @param cheapest lowest price
   * @param dearest highest price
   */
  private record Category(
      String name, List<String> materials, List<String> products, int cheapest, int dearest) {}

  /** Something for sale. */
  record Item(String id, String title, String category, double price) {}

  /** So many items, spread over the categories; the same for a seed. */
  Assortment(long seed, int items) {
    Dice dice = new Dice(seed, -1);
    for (int i = 0; i < Math.min(items, CATEGORIES.size()); i++) {
      shelves.add(new ArrayList<>());
    }
    for (int i = 0; i < items; i++) {
      Category category = CATEGORIES.get(i % CATEGORIES.size());
      String title =
          dice.oneOf(ADJECTIVES)
              + ' '
              + dice.oneOf(category.materials)
              + ' '
              + dice.oneOf(category.products);
      double ratio = (double) category.dearest / category.cheapest;
      long price = Math.round(category.cheapest * StrictMath.pow(ratio, dice.share()));
      // 60 becomes 59.90
      double shown = (price * 10 - 1) / 10.0;
      shelves
          .get(i % CATEGORIES.size())
          .add(new Item("sku-" + (i + 1), title, category.name, shown));
    }
  }

  /** How many categories have items. */
  int categories() {
    return shelves.size();
  }

  /** An item of a category; the first ones are the popular ones. */
  Item pick(int category, Dice dice) {
    List<Item> shelf = shelves.get(category);
    double share = dice.share();
    return shelf.get((int) (share * share * shelf.size()));
  }

  /** What someone who looks for things of a category may type. */
  String query(int category, Dice dice) {
    Category wanted = CATEGORIES.get(category);
    String product = dice.oneOf(wanted.products);
    return dice.chance(0.5)
        ? dice.oneOf(wanted.materials) + ' ' + product
        : dice.oneOf(ADJECTIVES) + ' ' + product;
  }
}
