package io.portrait.client;

import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.online.RedisAddress;
import io.portrait.online.RedisSettings;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ProfileClient} is made of.
 *
 * @param project whose profiles
 * @param address where Redis is
 * @param redis how it is spoken to
 * @param definition where columns are looked up; null for what the job says in Redis
 * @param retries how often what failed is tried again, from 0
 * @param backOff how long the first of them waits; each next one twice as long
 * @param staleAfter the age from which a value is stale; null for never
 * @param clock what the age is measured by
 * @param pseudonyms what users are called in Redis, by the ids that are asked for
 */
record ClientSettings(
    String project,
    RedisAddress address,
    RedisSettings redis,
    @Nullable Definition definition,
    int retries,
    Duration backOff,
    @Nullable Duration staleAfter,
    InstantSource clock,
    Pseudonyms pseudonyms) {

  ClientSettings {
    if (retries < 0) {
      throw new IllegalArgumentException("retries " + retries + ": at least 0");
    }
    if (backOff.isNegative()) {
      throw new IllegalArgumentException("backOff " + backOff + ": not below zero");
    }
    if (staleAfter != null && staleAfter.isNegative()) {
      throw new IllegalArgumentException("staleAfter " + staleAfter + ": not below zero");
    }
    if (definition != null && !definition.project().equals(project)) {
      throw new IllegalArgumentException(
          "the definition file is of project '"
              + definition.project()
              + "', not '"
              + project
              + "'");
    }
  }

  long staleAfterMillis() {
    return staleAfter == null ? Long.MAX_VALUE : staleAfter.toMillis();
  }
}
