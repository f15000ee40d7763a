package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is shipped, by the bill of materials that {@code package} wrote: every library has a licence
 * under which an Apache-2.0 program may carry it. Where several are offered, one is enough.
 */
class LicencesIT {

  private static final Path BILL = Path.of("target", "bom.json");

  /** SPDX ids, all permissive; BSD-4-Clause stands below, library by library. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          "Public Domain",
          "Go License", // re2j's own name for BSD-3-Clause
          "Unicode/ICU License");

  /** Without a licence, or with one that is not above, and why it may stay. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "org.apache.datasketches:datasketches-memory",
          "its parent's pom says Apache-2.0, which the bill does not see",
          "org.jfree:jfreechart",
          "LGPL-2.1, used unchanged as a jar of its own, which anybody may replace",
          "org.codehaus.woodstox:stax2-api",
          "BSD-2-Clause in its pom; the bill guesses four clauses by the address",
          "net.sourceforge.f2j:arpack_combined_all",
          "the BSD License in its pom; the bill guesses four clauses, there are three",
          "de.bwaldvogel:liblinear",
          "the BSD License in its pom; the bill guesses four clauses, there are three",
          "com.thoughtworks.paranamer:paranamer",
          "the BSD License in its pom; the bill guesses four clauses, there are three");

  private static final Map<String, List<String>> LICENCES = new TreeMap<>();

  @BeforeAll
  static void read() throws Exception {
    assertThat(BILL).as("written by the package phase").exists();
    for (JsonNode component : new ObjectMapper().readTree(BILL.toFile()).path("components")) {
      List<String> licences = new ArrayList<>();
      for (JsonNode licence : component.path("licenses")) {
        JsonNode named = licence.path("license");
        licences.add(
            licence.has("expression")
                ? licence.path("expression").asText()
                : named.path("id").asText(named.path("name").asText()));
      }
      String name = component.path("group").asText() + ":" + component.path("name").asText();
      if (!name.startsWith("io.portrait:")) {
        LICENCES.put(name, licences);
      }
    }
  }

  @Test
  void everyLibraryMayBeCarriedAlong() {
    assertThat(LICENCES).as("the bill is of everything").hasSizeGreaterThan(150);
    assertThat(LICENCES).containsKeys("org.apache.flink:flink-core", "redis.clients:jedis");
    Map<String, List<String>> others = new TreeMap<>(LICENCES);
    others.values().removeIf(licences -> licences.stream().anyMatch(ALLOWED::contains));
    others.keySet().removeAll(EXCEPTIONS.keySet());

    assertThat(others).as("add a licence or an exception with its reason, or leave it").isEmpty();
  }

  @Test
  void anExceptionThatIsNeededNoLongerGoes() {
    assertThat(LICENCES.keySet()).containsAll(EXCEPTIONS.keySet());
    assertThat(EXCEPTIONS.keySet())
        .allSatisfy(
            library ->
                assertThat(LICENCES.get(library)).as(library).doesNotContainAnyElementsOf(ALLOWED));
  }

  @Test
  void whatIsShippedIsNamedWithVersionAndHash() throws Exception {
    for (JsonNode component : new ObjectMapper().readTree(BILL.toFile()).path("components")) {
      String name = component.path("name").asText();
      assertThat(component.path("version").asText()).as(name).isNotEmpty();
      assertThat(component.path("purl").asText()).as(name).startsWith("pkg:maven/");
      if (!name.startsWith("portrait-")) {
        assertThat(component.path("hashes").size()).as("hashes of %s", name).isPositive();
      }
    }
  }
}
