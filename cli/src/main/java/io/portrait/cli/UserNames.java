package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import java.util.List;

/**
 * What users are called in the rows a command reads, by the ids that are given on its command line:
 * where the definitions ask for pseudonyms and the environment has their key, raw ids are given;
 * where it has none, pseudonyms.
 */
final class UserNames {

  private UserNames() {}

  /**
   * How users of a project are called, for who only reads.
   *
   * @throws Failure if the environment's key is not good
   */
  static Pseudonyms known(Definition definition) {
    try {
      return Pseudonyms.known(definition.events(), System.getenv());
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(Failure.oneLine(e.getMessage()));
    }
  }

  /**
   * The same for who writes, and cannot do without the key.
   *
   * @throws Failure if there is none where the definitions ask for it, or it is not good
   */
  static Pseudonyms required(Definition definition) {
    try {
      return Pseudonyms.required(definition.events(), System.getenv());
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(Failure.oneLine(e.getMessage()));
    }
  }

  /**
   * Sees that the key is there, where it is asked for, before anything is started or read.
   *
   * @throws Failure if there is none, or it is not good
   */
  static void check(Definition definition) {
    required(definition);
  }

  /** What the user with an id is called. */
  static String of(Definition definition, String id) {
    return known(definition).name(id);
  }

  /** What the users with some ids are called, in their order. */
  static List<String> of(Definition definition, List<String> ids) {
    Pseudonyms pseudonyms = known(definition);
    return ids.stream().map(pseudonyms::name).toList();
  }
}
