package io.portrait.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that are right or wrong, each with what the loader must say and whether a schema sees it.
 */
final class DefinitionCases {

  /**
   * One file.
   *
   * @param yaml its text
   * @param problems what the loader says, {@code LINE:COLUMN: message}; empty where it is right
   * @param loaderOnly whether a schema cannot tell: references, types of expressions, divisibility
   */
  record Case(String yaml, List<String> problems, boolean loaderOnly) {

    @Override
    public String toString() {
      return yaml.strip().replace("\n", " | ") + (problems.isEmpty() ? "" : " -> " + problems);
    }
  }

  /** The shortest right file, to which lines are added from line 5 on. */
  static final String LEAST =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [7d, 30d]}
        - {name: last_item, aggregate: last, of: item_id}
      """;

  private final List<Case> cases = new ArrayList<>();

  private DefinitionCases() {
    projects();
    features();
    sketches();
    windows();
    expressions();
    sections();
    views();
    learning();
    learningInTheStream();
    boundsOfLearning();
    shapes();
  }

  static Stream<Case> all() {
    return new DefinitionCases().cases.stream();
  }

  private void projects() {
    valid("project: a_1\nfeatures: [{name: n, aggregate: count}]\n");
    invalid(
        "project: Shop\nfeatures: [{name: n, aggregate: count}]\n",
        "1:10: a project's name is [a-z][a-z0-9_]*, not 'Shop'");
    invalid("features: [{name: n, aggregate: count}]\n", "1:1: 'project' is missing");
    invalid(
        "project: 7\nfeatures: [{name: n, aggregate: count}]\n",
        "1:10: must be a text, not a whole number (put it in quotes)");
    invalid("project: \"\"\nfeatures: [{name: n, aggregate: count}]\n", "1:10: must not be empty");
    invalid(
        "project: [shop]\nfeatures: [{name: n, aggregate: count}]\n",
        "1:10: 'project' must be a single value, not a list");
    invalid("project: shop\n", "1:1: 'features' is missing");
    invalid("project: shop\nfeatures: []\n", "2:11: 'features' must have at least 1");
    invalid("project: shop\nfeatures: views\n", "2:11: 'features' must be a list, not a text");
    invalid(
        "project: shop\nfeatures: [views]\n",
        "2:12: must be a mapping of keys to values, not a text");
  }

  private void features() {
    validFeature("{name: n, types: [view, cart], aggregate: count, windows: [1h, 90m]}");
    validFeature("{name: n, aggregate: sum, of: amount}");
    validFeature("{name: n, aggregate: mean, of: quantity, windows: [24h]}");
    validFeature("{name: n, aggregate: stddev, of: attributes.price, windows: [24h]}");
    validFeature("{name: n, aggregate: first, of: attributes.device}");
    validFeature("{name: n, aggregate: last, of: amount}");
    validFeature("{name: n, aggregate: recency, windows: [30d]}");
    validFeature("{name: n, aggregate: days_active, zone: Europe/Paris, windows: [7d]}");
    validFeature("{name: n, aggregate: count, where: \"amount > 1 && attributes.a == 'b'\"}");
    invalidFeature("{aggregate: count}", "5:5: 'name' is missing");
    invalidFeature("{name: n}", "5:5: 'aggregate' is missing");
    invalidFeature(
        "{name: Views, aggregate: count}", "5:12: a name is [a-z][a-z0-9_]*, not 'Views'");
    invalidFeature(
        "{name: _as_of, aggregate: count}",
        "5:12: '_as_of': names that start with _ are Portrait's own");
    invalidFeature(
        "{name: tags, aggregate: count}", "5:12: 'tags' is a column that every profile has");
    invalidFeature(
        "{name: tenure_days, aggregate: count}",
        "5:12: 'tenure_days' is a column that every profile has");
    invalidFeature(
        "{name: in, aggregate: count}", "5:12: 'in' is a word of the expression language");
    loaderOnlyFeature(
        "{name: views, aggregate: count, windows: [1h]}",
        "5:12: there is a feature 'views' already");
    loaderOnlyFeature(
        "{name: views_7d, aggregate: count}", "5:12: there is a column 'views_7d' already");
    invalidFeature(
        "{name: n, aggregate: cont}", "5:26: there is no aggregate 'cont' (did you mean 'count'?)");
    invalidFeature(
        "{name: n, agregate: count}", "5:15: unknown key 'agregate' (did you mean 'aggregate'?)");
    invalidFeature("{name: n, aggregate: sum}", "5:5: sum needs 'of'");
    invalidFeature("{name: n, aggregate: count, of: amount}", "5:33: count takes no 'of'");
    invalidFeature(
        "{name: n, aggregate: sum, of: amout}",
        "5:35: 'amout' is no field of an event (did you mean 'amount'?)");
    invalidFeature(
        "{name: n, aggregate: last, of: attributes.}",
        "5:36: 'attributes.' is no field of an event");
    invalidFeature(
        "{name: n, aggregate: max, of: category}",
        "5:35: max needs a number: amount, quantity or attributes.NAME, not 'category'");
    invalidFeature(
        "{name: n, types: [], aggregate: count}",
        "5:22: 'types' must not be empty: leave it out for every type");
    invalidFeature(
        "{name: n, types: [a, b, a], aggregate: count}", "5:29: the type 'a' is there twice");
    invalidFeature(
        "{name: n, types: [1], aggregate: count}",
        "5:23: must be a text, not a whole number (put it in quotes)");
    invalidFeature(
        "{name: n, types: view, aggregate: count}", "5:22: 'types' must be a list, not a text");
    invalidFeature("{name: n, aggregate: count, zone: UTC}", "5:33: only days_active takes 'zone'");
    loaderOnlyFeature(
        "{name: n, aggregate: days_active, zone: Europe/Pari}",
        "5:45: 'Europe/Pari' is no time zone such as Europe/Paris (did you mean 'Europe/Paris'?)");
    loaderOnlyFeature(
        "{name: n, aggregate: days_active, zone: +02:00}",
        "5:45: '+02:00' is no time zone such as Europe/Paris");
  }

  private void sketches() {
    validFeature("{name: n, aggregate: distinct, of: item_id, windows: [7d, 30d]}");
    validFeature("{name: n, aggregate: distinct, of: amount}");
    validFeature("{name: n, aggregate: distinct, of: attributes.device}");
    validFeature("{name: n, aggregate: top, of: category, keep: 100, windows: [30d]}");
    validFeature("{name: n, aggregate: top, of: attributes.device}");
    validFeature("{name: n, aggregate: quantile, of: attributes.price, at: 0.9}");
    validFeature("{name: n, aggregate: quantile, of: amount, at: 1, windows: [30d]}");
    invalidFeature("{name: n, aggregate: distinct}", "5:5: distinct needs 'of'");
    invalidFeature(
        "{name: n, aggregate: distinct, of: item_id, keep: 5}", "5:49: only top takes 'keep'");
    invalidFeature(
        "{name: n, aggregate: count, keep: 5, at: 0.5}",
        "5:33: only top takes 'keep'",
        "5:42: only quantile takes 'at'");
    invalidFeature(
        "{name: n, aggregate: top, of: amount}",
        "5:35: top needs a text: event_id, type, item_id, category, text or attributes.NAME, not"
            + " 'amount'");
    for (String wrong : List.of("0", "101", "2.5", "many")) {
      invalidFeature(
          "{name: n, aggregate: top, of: category, keep: " + wrong + "}",
          "5:51: must be a whole number from 1 to 100");
    }
    invalidFeature(
        "{name: n, aggregate: top, of: category, at: 0.5}", "5:45: only quantile takes 'at'");
    invalidFeature("{name: n, aggregate: quantile, of: amount}", "5:5: quantile needs 'at'");
    invalidFeature(
        "{name: n, aggregate: quantile, of: category, at: 0.5}",
        "5:40: quantile needs a number: amount, quantity or attributes.NAME, not 'category'");
    for (String wrong : List.of("-0.1", "1.01", "90%")) {
      invalidFeature(
          "{name: n, aggregate: quantile, of: amount, at: " + wrong + "}",
          "5:52: must be a number from 0.0 to 1.0");
    }
    invalidFeature(
        "{name: n, aggregate: cuont, of: amount, at: 7}",
        "5:26: there is no aggregate 'cuont' (did you mean 'count'?)",
        "5:49: must be a number from 0.0 to 1.0");
    String categories = "  - {name: categories, aggregate: top, of: category, windows: [30d]}\n";
    valid(
        LEAST
            + categories
            + "derived: [{name: a, value: size(categories_30d)}]\n"
            + "tags: [{name: t, when: \"'shoes' in categories_30d &&"
            + " !is_null(categories_30d)\"}]\n");
    loaderOnly(
        categories + "derived: [{name: a, value: categories_30d}]\n",
        "6:28: must be a number, a text or a condition");
    loaderOnly(
        categories + "derived: [{name: a, value: categories_30d + 'x'}]\n",
        "6:43: '+' does not take (texts, text)");
    loaderOnly(
        categories + "tags: [{name: t, when: \"'x' == categories_30d\"}]\n",
        "6:29: '==' does not take (text, texts)");
    loaderOnly(
        categories + "segments: {count: 8, features: [categories_30d]}\n",
        "6:33: the column 'categories_30d' is a list of texts: a model learns from numbers");
  }

  private void windows() {
    validFeature("{name: n, aggregate: count, windows: [60s, 2w]}");
    validFeature("{name: n, aggregate: count, windows: [{size: 90s, hop: 1s}, {size: 7d}]}");
    invalidFeature(
        "{name: n, aggregate: count, windows: []}",
        "5:42: 'windows' must not be empty: leave it out for a lifetime value");
    invalidFeature(
        "{name: n, aggregate: count, windows: 7d}", "5:42: 'windows' must be a list, not a text");
    for (String wrong : List.of("7", "7x", "1.5d", "-1d", "07d", "d", "7 d")) {
      invalidFeature(
          "{name: n, aggregate: count, windows: [" + wrong + "]}",
          "5:43: must be a duration such as 30s, 5m, 24h or 7d, not '" + wrong + "'");
    }
    invalidFeature("{name: n, aggregate: count, windows: [0d]}", "5:43: must be more than 0");
    invalidFeature(
        "{name: n, aggregate: count, windows: [[7d]]}",
        "5:43: a window is a duration such as 7d, or {size: 30d, hop: 1h}");
    invalidFeature("{name: n, aggregate: count, windows: [{hop: 1h}]}", "5:43: 'size' is missing");
    invalidFeature(
        "{name: n, aggregate: count, windows: [{size: 1d, step: 1h}]}", "5:54: unknown key 'step'");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [{size: 1h, hop: 500ms}]}",
        "5:59: must be at least 1s");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [{size: 30d, hop: 7h}]}",
        "5:60: hop 7h does not divide size 30d");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [{size: 1h, hop: 2h}]}",
        "5:59: hop 2h does not divide size 1h");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [90s]}",
        "5:43: the default hop of 1m does not divide 90s: say one, as in {size: 30d, hop: 1h}");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [723h]}",
        "5:43: the default hop of 1d does not divide 723h: say one, as in {size: 30d, hop: 1h}");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [40000d]}", "5:43: must be at most 36500d");
    invalidFeature(
        "{name: n, aggregate: count, windows: [7d, 7d]}", "5:47: there is a column 'n_7d' already");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [7d, {size: 7d, hop: 1m}]}",
        "5:47: there is a column 'n_7d' already");
    loaderOnly("retention: 20d\n", "5:12: retention, 20d, is shorter than the longest window, 30d");
    loaderOnlyFeature(
        "{name: n, aggregate: count, windows: [731d]}",
        "2:1: retention, by default 730d, is shorter than the longest window, 731d");
  }

  private void expressions() {
    valid(
        LEAST
            + "derived: [{name: a, value: views_7d / views_30d}, {name: b, value: a *"
            + " tenure_days}]\n");
    valid(
        LEAST
            + "derived: [{name: t, value: last_item + '!'}]\ntags: [{name: t, when: t == 'x!'}]\n");
    invalid(LEAST + "derived: [{value: views_7d}]\n", "5:11: 'name' is missing");
    invalid(LEAST + "derived: [{name: a}]\n", "5:11: 'value' is missing");
    invalid(LEAST + "derived: [{name: a, value: views_7d, unit: x}]\n", "5:38: unknown key 'unit'");
    invalid(
        LEAST + "derived: [{name: A, value: views_7d}]\n",
        "5:18: a name is [a-z][a-z0-9_]*, not 'A'");
    invalid(
        LEAST + "derived: [{name: a, value: 5}]\n",
        "5:28: must be a text, not a whole number (put it in quotes)");
    invalid(
        LEAST + "derived: [{name: a, value: '" + "1+".repeat(1_000) + "1'}]\n",
        "5:29: an expression has at most 2000 characters");
    loaderOnly(
        "derived: [{name: views_7d, value: views_30d}]\n",
        "5:18: there is a column 'views_7d' already");
    loaderOnly(
        "derived: [{name: a, value: veiws_7d}]\n",
        "5:28: unknown name 'veiws_7d' (did you mean 'views_7d'?)");
    loaderOnly(
        "derived: [{name: a, value: b}, {name: b, value: views_7d}]\n", "5:28: unknown name 'b'");
    loaderOnly(
        "derived: [{name: a, value: views_7d > 1}]\n",
        "5:28: must be a number or a text: for a condition use a tag");
    loaderOnly(
        "derived: [{name: a, value: views_7d + last_item}]\n",
        "5:37: '+' does not take (number, text)");
    loaderOnly(
        "derived: [{name: a, value: 'views_7d +'}]\n", "5:39: the expression ends too early");
    invalid(LEAST + "tags: [{when: views_7d > 1}]\n", "5:8: 'name' is missing");
    invalid(LEAST + "tags: [{name: t}]\n", "5:8: 'when' is missing");
    invalid(
        LEAST + "tags: [{name: T-1, when: views_7d > 1}]\n",
        "5:15: a name is [a-z][a-z0-9_]*, not 'T-1'");
    loaderOnly(
        "tags: [{name: t, when: views_7d > 1}, {name: t, when: views_7d > 2}]\n",
        "5:46: there is a tag 't' already");
    loaderOnly(
        "tags: [{name: t, when: views_7d}]\n",
        "5:24: must be a condition, such as purchases_30d >= 5");
    loaderOnlyFeature(
        "{name: n, aggregate: count, where: amount}",
        "5:40: must be a condition, such as amount > 0");
    loaderOnlyFeature(
        "{name: n, aggregate: count, where: amuont > 1}",
        "5:40: unknown name 'amuont' (did you mean 'amount'?)");
    loaderOnlyFeature(
        "{name: n, aggregate: count, where: views_7d > 1}", "5:40: unknown name 'views_7d'");
    invalidFeature(
        "{name: n, aggregate: count, where: true}",
        "5:40: must be a text, not true or false (put it in quotes)");
  }

  private void sections() {
    valid(LEAST + "zone: Asia/Tokyo\nretention: 30d\n");
    valid(LEAST + "events: {max_out_of_orderness: 0s, deduplicate_within: 0ms, idle_after: 1ms}\n");
    valid(LEAST + "events: {fields: {user_id: /a/b~1c/0, time: /, text: '/ü'}}\n");
    valid(LEAST + "observations: {every: 90s, active_within: 1w}\n");
    valid(LEAST + "online: {ttl: 1d, emit_at_most_every: 10ms, encoding: hash}\n");
    valid(LEAST + "events: {}\nobservations: {}\nonline: {}\nderived: []\ntags: []\n");
    valid(LEAST + "events: {erase: forget_me}\nerasure: {tombstone: 30d, history: 7d}\n");
    valid(LEAST + "erasure: {history: 0s}\n");
    valid(LEAST + "erasure: {}\n");
    invalid(LEAST + "events: {erase: ''}\n", "5:17: must not be empty");
    invalid(
        LEAST + "events: {erase: 7}\n",
        "5:17: must be a text, not a whole number (put it in quotes)");
    invalid(LEAST + "erasure: {tombstone: 0s}\n", "5:22: must be more than 0");
    invalid(
        LEAST + "erasure: {tombstones: 30d}\n",
        "5:11: unknown key 'tombstones' (did you mean 'tombstone'?)");
    loaderOnlyFeature(
        "{name: n, types: [view, erase], aggregate: count}", "5:29: " + erases("erase"));
    loaderOnly("embedding: {model: m, weights: {erase: 2}}\n", "5:33: " + erases("erase"));
    loaderOnly(
        "events: {erase: view}\n"
            + "churn: {activity: [cart, view], horizon: 7d, features: [tenure_days]}\n",
        "3:27: " + erases("view"),
        "6:26: " + erases("view"));
    valid(
        LEAST
            + "  - {name: n, types: [erase], aggregate: count}\n"
            + "events: {erase: forget_me}\n");
    invalid(LEAST + "event: {}\n", "5:1: unknown key 'event' (did you mean 'events'?)");
    invalid(
        LEAST + "events: 5m\n", "5:9: 'events' must be a mapping of keys to values, not a text");
    invalid(LEAST + "events:\n", "5:8: 'events' must be a mapping of keys to values, not nothing");
    invalid(
        LEAST + "events: {max_futur: 5m}\n",
        "5:10: unknown key 'max_futur' (did you mean 'max_future'?)");
    invalid(LEAST + "events: {max_future: 0s}\n", "5:22: must be more than 0");
    invalid(
        LEAST + "events: {idle_after: 30}\n",
        "5:22: must be a duration such as 30s, 5m, 24h or 7d, not '30'");
    invalid(
        LEAST + "events: {fields: {usr_id: /a}}\n",
        "5:19: unknown key 'usr_id' (did you mean 'user_id'?)");
    for (String wrong : List.of("a", "/a~2")) {
      invalid(
          LEAST + "events: {fields: {text: " + wrong + "}}\n",
          "5:25: '" + wrong + "' is no JSON pointer such as /user/id");
    }
    invalid(
        LEAST + "events: {fields: {text: [a]}}\n",
        "5:25: 'text' must be a single value, not a list");
    loaderOnly("observations: {every: 1500ms}\n", "5:23: 'every' must be whole seconds");
    loaderOnly("observations: {every: 500ms}\n", "5:23: must be at least 1s");
    invalid(
        LEAST + "observations: {evry: 1d}\n", "5:16: unknown key 'evry' (did you mean 'every'?)");
    invalid(
        LEAST + "online: {encoding: packd}\n",
        "5:20: 'packd' is none of hash, packed (did you mean 'packed'?)");
    invalid(LEAST + "online: {ttl: 0s}\n", "5:15: must be more than 0");
    loaderOnly("zone: Mars\n", "5:7: 'Mars' is no time zone such as Europe/Paris");
    invalid(
        LEAST + "retention: forever\n",
        "5:12: must be a duration such as 30s, 5m, 24h or 7d, not 'forever'");
  }

  private void views() {
    valid(LEAST + "views: {homepage: [views_7d, last_item, tenure_days, segment, tags, _as_of]}\n");
    valid(LEAST + "embedding: {model: m}\nviews: {a: [embedding], b: [views_7d]}\n");
    valid(LEAST + "views: {}\n");
    invalid(
        LEAST + "views: [views_7d]\n",
        "5:8: 'views' must be a mapping of keys to values, not a list");
    invalid(LEAST + "views: {homepage: views_7d}\n", "5:19: 'homepage' must be a list, not a text");
    invalid(LEAST + "views: {homepage: []}\n", "5:19: 'homepage' must not be empty");
    invalid(
        LEAST + "views: {Home: [views_7d]}\n", "5:9: a view's name is [a-z][a-z0-9_]*, not 'Home'");
    invalid(LEAST + "views: {homepage: [views_7d, views_7d]}\n", "5:30: 'views_7d' is there twice");
    invalid(LEAST + "view: {a: [views_7d]}\n", "5:1: unknown key 'view' (did you mean 'views'?)");
    loaderOnly(
        "views: {homepage: [view_7d, segmnt]}\n",
        "5:20: there is no column 'view_7d' (did you mean 'views_7d'?)",
        "5:29: there is no column 'segmnt' (did you mean 'segment'?)");
    loaderOnly(
        "views: {homepage: [embedding]}\n",
        "5:20: there is no embedding: the file has no section 'embedding'");
  }

  private void learning() {
    valid(LEAST + "embedding: {model: all-minilm-l6-v2, of: text, half_life: 14d}\n");
    valid(LEAST + "segments: {count: 8, features: [views_7d, tenure_days], decay: 0.99}\n");
    valid(LEAST + "churn: {activity: [view, cart], horizon: 30d, features: [views_7d]}\n");
    invalid(LEAST + "embedding: {}\n", "5:12: 'model' is missing");
    invalid(
        LEAST + "embedding: {model: A b}\n",
        "5:20: a model is [a-z0-9][a-z0-9._-]* or file:/FOLDER, not 'A b'");
    valid(LEAST + "embedding: {model: file:/models/mine, weights: {purchase: 3, search: 0.5}}\n");
    invalid(
        LEAST + "embedding: {model: m, weights: {view: -1}}\n",
        "5:39: must be a number from 0.0 to 1000.0");
    valid(
        LEAST
            + "embedding: {model: m}\nsegments: {count: 8, features: [views_7d, embedding]}\n"
            + "churn: {activity: [view], horizon: 30d, features: [embedding]}\n");
    loaderOnly(
        "churn: {activity: [view], horizon: 30d, features: [embedding]}\n",
        "5:52: there is no embedding: the file has no section 'embedding'");
    invalid(
        LEAST + "embedding: {model: m, of: amount}\n", "5:27: 'amount' is a number, not a text");
    invalid(
        LEAST + "embedding: {model: m, halflife: 1d}\n",
        "5:23: unknown key 'halflife' (did you mean 'half_life'?)");
    invalid(
        LEAST + "segments: {count: 1, features: [views_7d]}\n",
        "5:19: must be a whole number from 2 to 1000");
    invalid(
        LEAST + "segments: {count: 8.5, features: [views_7d]}\n",
        "5:19: must be a whole number from 2 to 1000");
    invalid(LEAST + "segments: {count: 8, features: []}\n", "5:32: 'features' must not be empty");
    invalid(
        LEAST + "segments: {count: 8, features: [views_7d], decay: 1.5}\n",
        "5:51: must be a number from 0.0 to 1.0");
    invalid(LEAST + "segments: {count: 8}\n", "5:11: 'features' is missing");
    invalid(
        LEAST + "segments: {count: 8, features: [views_7d, views_7d]}\n",
        "5:43: 'views_7d' is there twice");
    loaderOnly(
        "segments: {count: 8, features: [view_7d]}\n",
        "5:33: there is no column 'view_7d' (did you mean 'views_7d'?)");
    loaderOnly(
        "segments: {count: 8, features: [last_item]}\n",
        "5:33: the column 'last_item' is a text: a model learns from numbers");
    invalid(
        LEAST + "churn: {activity: [], horizon: 30d, features: [views_7d]}\n",
        "5:19: 'activity' must not be empty");
    invalid(
        LEAST + "churn: {activity: [view], features: [views_7d]}\n", "5:8: 'horizon' is missing");
    invalid(
        LEAST + "churn: {activity: [view], horizon: 0d, features: [views_7d]}\n",
        "5:36: must be more than 0");
  }

  private void learningInTheStream() {
    valid(
        LEAST
            + "segments: {count: 8, features: [views_7d], block: 64, switch_below: 1}\n"
            + "churn: {activity: [view], horizon: 30d, features: [views_7d, tenure_days],"
            + " interactions: [views_7d], threshold: 0.4, alert: {above: 0.8, again_below: 0.5},"
            + " weights: {churned: 2}, distrust_after: 14d, learning: {alpha: 0.1, block:"
            + " 1024}}\n");
    valid(
        LEAST
            + "churn: {activity: [view], horizon: 30d, features: [views_7d], interactions: []}\n");
    loaderOnly(
        "churn: {activity: [view], horizon: 30d, features: [views_7d], interactions: [view_7d]}\n",
        "5:78: 'view_7d' is not among this section's features (did you mean 'views_7d'?)");
    loaderOnly(
        "churn: {activity: [view], horizon: 700d, features: [views_7d]}\n",
        "5:36: a user observed for the last time gets a label 760d after the latest event"
            + " (active_within + horizon), but is forgotten after 730d (retention)");
    loaderOnly(
        """
        churn: {activity: [view], horizon: 30d, features: [views_7d]}
        observations: {every: 1m}
        """,
        "5:36: a horizon of 30d has 43200 observation ticks, which all wait for their label; the"
            + " most are 1000: raise observations.every");
    loaderOnly(
        "churn: {activity: [view], horizon: 30d, features: [views_7d], alert: {again_below:"
            + " 0.9}}\n",
        "5:84: 'again_below' must not be above 'above', 0.7: alerts would not end");
    invalid(
        LEAST
            + "churn: {activity: [view], horizon: 30d, features: [views_7d], learning: {apha:"
            + " 1}}\n",
        "5:74: unknown key 'apha' (did you mean 'alpha'?)");
    invalid(
        LEAST + "segments: {count: 8, features: [views_7d], switch_below: 1.5}\n",
        "5:58: must be a number from 0.0 to 1.0");
    invalid(
        LEAST
            + "churn: {activity: [view], horizon: 30d, features: [views_7d], weights: {stayed:"
            + " 0}}\n",
        "5:81: must be a number from 1.0E-6 to 1000000.0");
  }

  /** What is just allowed, and the nearest thing that is not. */
  private void boundsOfLearning() {
    String churn = "churn: {activity: [view], horizon: 30d, features: [views_7d]";
    valid(LEAST + "segments: {count: 1000, features: [views_7d], decay: 0, block: 1}\n");
    valid(LEAST + churn + ", threshold: 0, alert: {above: 0}}\n");
    valid(LEAST + churn + ", learning: {alpha: 1000, beta: 0, l1: 0, l2: 0, block: 1}}\n");
    valid(LEAST + "churn: {activity: [view], horizon: 670d, features: [views_7d]}\n");
    valid(LEAST + churn + "}\nobservations: {every: 2592s}\n");
    invalid(LEAST + "segments: {features: [views_7d]}\n", "5:11: 'count' is missing");
    invalid(
        LEAST + "segments: {count: 1001, features: [views_7d]}\n",
        "5:19: must be a whole number from 2 to 1000");
    invalid(
        LEAST + "segments: {count: 8, features: [views_7d], block: 0}\n",
        "5:51: must be a whole number from 1 to 1000000");
    invalid(
        LEAST + "segments: {count: 8, features: [views_7d], blok: 1}\n",
        "5:44: unknown key 'blok' (did you mean 'block'?)");
    invalid(LEAST + "churn: {horizon: 30d, features: [views_7d]}\n", "5:8: 'activity' is missing");
    invalid(LEAST + "churn: {activity: [view], horizon: 30d}\n", "5:8: 'features' is missing");
    invalid(
        LEAST + "churn: {activity: [view, view], horizon: 30d, features: [views_7d]}\n",
        "5:26: 'view' is there twice");
    invalid(
        LEAST + churn + ", interactions: [views_7d, views_7d]}\n",
        "5:88: 'views_7d' is there twice");
    invalid(LEAST + churn + ", threshold: 1.01}\n", "5:74: must be a number from 0.0 to 1.0");
    invalid(LEAST + churn + ", alert: {above: -0.1}}\n", "5:78: must be a number from 0.0 to 1.0");
    invalid(
        LEAST + churn + ", alert: {abov: 0.5}}\n",
        "5:71: unknown key 'abov' (did you mean 'above'?)");
    invalid(
        LEAST + churn + ", weights: {churnd: 2}}\n",
        "5:73: unknown key 'churnd' (did you mean 'churned'?)");
    invalid(
        LEAST + churn + ", weights: {churned: 1000001}}\n",
        "5:82: must be a number from 1.0E-6 to 1000000.0");
    invalid(LEAST + churn + ", distrust_after: 0d}\n", "5:79: must be more than 0");
    invalid(
        LEAST + churn + ", learning: {alpha: 0}}\n",
        "5:81: must be a number from 1.0E-6 to 1000.0");
    invalid(
        LEAST + churn + ", learning: {l1: -1}}\n", "5:78: must be a number from 0.0 to 1000000.0");
    invalid(
        LEAST + churn + ", learning: {block: 1000001}}\n",
        "5:81: must be a whole number from 1 to 1000000");
    loaderOnly(
        "churn: {activity: [view], horizon: 671d, features: [views_7d]}\n",
        "5:36: a user observed for the last time gets a label 731d after the latest event"
            + " (active_within + horizon), but is forgotten after 730d (retention)");
    loaderOnly(
        churn + "}\nobservations: {every: 2589s}\n",
        "5:36: a horizon of 30d has 1001 observation ticks, which all wait for their label;"
            + " the most are 1000: raise observations.every");
    loaderOnly(
        churn + ", alert: {above: 0.5, again_below: 0.51}}\n",
        "5:96: 'again_below' must not be above 'above', 0.5: alerts would not end");
    loaderOnly(
        """
          - {name: cats, aggregate: top, of: category, windows: [7d]}
        segments: {count: 8, features: [cats_7d]}
        """,
        "6:33: the column 'cats_7d' is a list of texts: a model learns from numbers");
    loaderOnly(
        "embedding: {model: m}\nchurn: {activity: [view], horizon: 30d,"
            + " features: [views_7d, embedding], interactions: [embedding]}\n",
        "6:89: the embedding is no column: only columns can interact");
    invalid(LEAST + manyInteractions(31), "36:212: at most 30 features can interact");
    valid(LEAST + manyInteractions(30));
  }

  private static String manyInteractions(int count) {
    StringBuilder features = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < count; i++) {
      features.append("  - {name: n").append(i).append(", aggregate: count}\n");
      names.append(i == 0 ? "" : ", ").append("n").append(i);
    }
    return "%schurn: {activity: [view], horizon: 30d, features: [%s], interactions: [%s]}\n"
        .formatted(features, names, names);
  }

  /** Anchors are fine; one mistake does not bring others along. */
  private void shapes() {
    valid(
        """
        project: shop
        features:
          - {name: a, aggregate: count, windows: &w [7d, 30d]}
          - {name: b, aggregate: count, windows: *w}
        """);
    loaderOnly("zone: UTC\nzone: UTC\n", "6:1: the key 'zone' is there twice (first in line 5)");
    invalidFeature(
        "{name: n, aggregate: cout, windows: [7d]}\nderived: [{name: d, value: n_7d / views_7d}]",
        "5:26: there is no aggregate 'cout' (did you mean 'count'?)");
    invalidFeature(
        "{name: n, aggregate: count, windows: [7x]}\nderived: [{name: d, value: n_7d / views_7d}]",
        "5:43: must be a duration such as 30s, 5m, 24h or 7d, not '7x'");
    invalidFeature(
        "{name: n, aggregate: count, windws: [7d]}\ntags: [{name: t, when: n_7d > 1}]",
        "5:33: unknown key 'windws' (did you mean 'windows'?)");
    loaderOnly(
        "derived: [{name: a, value: veiws_7d}, {name: b, value: a + 1}]\n",
        "5:28: unknown name 'veiws_7d' (did you mean 'views_7d'?)");
  }

  private static String erases(String type) {
    return "'"
        + type
        + "' erases a user and is no event: choose another type, or another name for it by"
        + " events.erase";
  }

  private void valid(String yaml) {
    cases.add(new Case(yaml, List.of(), false));
  }

  private void invalid(String yaml, String... problems) {
    cases.add(new Case(yaml, List.of(problems), false));
  }

  private void loaderOnly(String addition, String... problems) {
    cases.add(new Case(LEAST + addition, List.of(problems), true));
  }

  private void validFeature(String feature) {
    valid(LEAST + "  - " + feature + "\n");
  }

  private void invalidFeature(String feature, String... problems) {
    invalid(LEAST + "  - " + feature + "\n", problems);
  }

  private void loaderOnlyFeature(String feature, String... problems) {
    loaderOnly("  - " + feature + "\n", problems);
  }
}
