package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.definition.DefinitionFile;
import org.junit.jupiter.api.Test;

class HeldUsersTest {

  private static final FeaturePlan PLAN =
      FeaturePlan.of(
          DefinitionFile.parse(
              """
              project: test
              features: [{name: views, aggregate: count}]
              """,
              "test"));

  @Test
  void a_user_has_a_turn_once_the_burst_may_be_over_and_again_after_the_rest() {
    HeldUsers users = new HeldUsers(1_000, 10, 10);
    Held held = scheduled(users, "u", 0);

    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS - 1)).isNull();
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isSameAs(held);
    users.rest(held, HeldUsers.LINGER_MILLIS);
    users.schedule(held, HeldUsers.LINGER_MILLIS + 1);

    assertThat(users.enter("u")).isSameAs(held);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS + 999)).isNull();
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS + 1_000)).isSameAs(held);
    assertThat(users.pollDue(Long.MAX_VALUE)).isNull();
  }

  @Test
  void of_too_many_turns_the_next_comes_early_the_longest_resting_first() {
    HeldUsers users = new HeldUsers(1_000, 10, 2);
    Held first = scheduled(users, "first", 0);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isSameAs(first);
    users.rest(first, HeldUsers.LINGER_MILLIS);
    scheduled(users, "second", HeldUsers.LINGER_MILLIS);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isNull();

    scheduled(users, "third", HeldUsers.LINGER_MILLIS);

    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isSameAs(first);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isNull();
  }

  @Test
  void the_state_touched_longest_ago_makes_room() {
    HeldUsers users = new HeldUsers(1_000, 2, 10);
    Held first = kept(users, "first");
    Held second = kept(users, "second");
    assertThat(users.surplus()).isNull();
    users.touch(first);

    kept(users, "third");

    assertThat(users.surplus()).isSameAs(second);
    users.drop(second);
    assertThat(users.surplus()).isNull();
    assertThat(users.size()).isEqualTo(2);
    assertThat(users.enter("second")).isNotSameAs(second);
    assertThat(users.enter("first")).isSameAs(first);
  }

  @Test
  void a_turn_outlives_the_state() {
    HeldUsers users = new HeldUsers(1_000, 1, 10);
    Held held = kept(users, "u");
    users.schedule(held, 0);

    users.drop(held);

    assertThat(held.state).isNull();
    assertThat(users.enter("u")).isSameAs(held);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isSameAs(held);
    users.leave(held);
    assertThat(users.enter("u")).isNotSameAs(held);
  }

  @Test
  void before_a_barrier_those_are_answered_for_whom_something_is_due_and_the_changed_are_stored() {
    HeldUsers users = new HeldUsers(1_000, 10, 10);
    Held due = scheduled(users, "due", 0);
    due.rowDue = true;
    scheduled(users, "answered", 0);
    Held changed = kept(users, "changed");
    changed.unstored = true;
    kept(users, "clean");

    assertThat(users.due()).containsExactly(due);
    assertThat(users.unstored()).containsExactly(changed);
  }

  private static Held scheduled(HeldUsers users, String userId, long now) {
    Held held = users.enter(userId);
    users.schedule(held, now);
    return held;
  }

  private static Held kept(HeldUsers users, String userId) {
    Held held = users.enter(userId);
    users.keep(held, PLAN.newUser());
    return held;
  }
}
