package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.window.HeldUsers.Held;
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
  void a_user_is_due_once_the_burst_may_be_over_and_again_after_the_rest() {
    HeldUsers users = new HeldUsers(1_000, 10);
    Held held = hold(users, "u", 0);

    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS - 1)).isNull();
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isSameAs(held);
    users.rest(held, true, HeldUsers.LINGER_MILLIS);

    assertThat(users.get("u")).isSameAs(held);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS + 999)).isNull();
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS + 1_000)).isSameAs(held);
    users.rest(held, false, HeldUsers.LINGER_MILLIS + 1_000);

    assertThat(users.get("u")).isNull();
  }

  @Test
  void whoever_is_one_too_many_makes_room_at_once_the_longest_resting_first() {
    HeldUsers users = new HeldUsers(1_000, 2);
    Held first = hold(users, "first", 0);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isSameAs(first);
    users.rest(first, true, HeldUsers.LINGER_MILLIS);
    hold(users, "second", HeldUsers.LINGER_MILLIS);
    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isNull();

    hold(users, "third", HeldUsers.LINGER_MILLIS);

    assertThat(users.pollDue(HeldUsers.LINGER_MILLIS)).isSameAs(first);
  }

  @Test
  void letting_go_of_a_user_leaves_one_held_anew_under_the_same_id() {
    HeldUsers users = new HeldUsers(1_000, 10);
    Held forgotten = hold(users, "u", 0);
    users.release(forgotten);
    Held anew = hold(users, "u", 1);

    users.release(forgotten);

    assertThat(users.get("u")).isSameAs(anew);
  }

  @Test
  void only_users_with_something_unstored_are_flushed_before_a_barrier() {
    HeldUsers users = new HeldUsers(1_000, 10);
    Held changed = hold(users, "changed", 0);
    changed.changed = true;
    hold(users, "clean", 0);

    assertThat(users.changed()).containsExactly(changed);
  }

  private static Held hold(HeldUsers users, String userId, long now) {
    return users.hold(userId, PLAN.newUser(), now);
  }
}
