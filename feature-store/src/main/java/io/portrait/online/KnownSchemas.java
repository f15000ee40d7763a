package io.portrait.online;

import io.portrait.profile.ProfileSchema;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The schemas of rows, each read once: what an id means never changes. Thread-safe. */
final class KnownSchemas {

  private final OnlineKeys keys;
  private final Map<Long, ProfileSchema> known = new ConcurrentHashMap<>();

  KnownSchemas(OnlineKeys keys) {
    this.keys = keys;
  }

  /**
   * A schema.
   *
   * @param number its id as a number
   * @throws OnlineStoreException if it cannot be read; a trip asks for it once
   */
  ProfileSchema get(long number, Trip trip) {
    ProfileSchema schema = known.get(number);
    if (schema != null) {
      return schema;
    }
    OnlineStoreException failed = trip.failedSchemas().get(number);
    if (failed != null) {
      throw failed;
    }
    try {
      schema = read(number, trip);
    } catch (OnlineStoreException e) {
      trip.failedSchemas().put(number, e);
      throw e;
    }
    known.put(number, schema);
    return schema;
  }

  private ProfileSchema read(long number, Trip trip) {
    String id = HexFormat.of().toHexDigits(number);
    Object reply =
        trip.send(List.of(new CommandArguments(Command.GET).key(keys.schema(id)))).get(0);
    if (reply == null) {
      throw new OnlineStoreException("Redis does not hold its schema " + id, false, null);
    }
    if (!(reply instanceof byte[] json)) {
      SelectedRow failure = Trip.failed("", reply);
      throw new OnlineStoreException(failure.error(), failure.retryable(), null);
    }
    try {
      return ProfileSchema.fromJson(new String(json, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new OnlineStoreException("its schema " + id + " cannot be read", false, e);
    }
  }
}
