package io.portrait.k8s;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a resource, each with its place. */
final class Problems {

  private final List<String> found = new ArrayList<>();

  void add(String place, String problem) {
    found.add(place + ": " + problem);
  }

  List<String> list() {
    return List.copyOf(found);
  }
}
