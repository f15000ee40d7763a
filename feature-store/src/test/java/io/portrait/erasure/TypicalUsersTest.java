package io.portrait.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypicalUsersTest {

  private final TypicalUsers typical =
      new TypicalUsers(ErasedUsers.named(List.of("u-2", "17", "ö\"{")));

  @Test
  void onlyTheIdsGoAllElseStaysToTheByte() {
    assertThat(
            typical.without(
                "{\"a\": 1.50 ,\"typical\":[\"u-1\",\"u-2\",\"u-3\"],\"typicals\":[\"u-2\"]}"))
        .isEqualTo("{\"a\": 1.50 ,\"typical\":[\"u-1\",\"u-3\"],\"typicals\":[\"u-2\"]}");
    assertThat(typical.without("{\"typical\":[\"u-2\"],\"b\":{\"typical\":[\"17\",\"171\"]}}"))
        .isEqualTo("{\"typical\":[],\"b\":{\"typical\":[\"171\"]}}");
    assertThat(typical.without("{\"typical\":[\"\\u00f6\\\"{\",\"x\\\"y\"]}"))
        .isEqualTo("{\"typical\":[\"x\\\"y\"]}");
  }

  @Test
  void whatNamesNobodyOrIsNoJsonIsLeftAlone() {
    for (String json :
        List.of(
            "",
            "{}",
            "{\"typical\":[]}",
            "{\"typical\":\"u-2\"}",
            "{\"typical\":[\"u-2\"",
            "[\"u-2\"]")) {
      assertThat(typical.without(json)).isEqualTo(json);
    }
  }
}
