package io.portrait.cli;

import com.google.common.collect.Lists;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every row of a project, read back from Redis into a file. */
final class Export {

  private static final int BATCH = 500;

  private Export() {}

  /**
   * Writes one JSON object a line, sorted by user id.
   *
   * @return how many rows
   * @throws Failure if the file cannot be written
   */
  static long write(RedisAddress redis, String project, Path file) {
    long rows = 0;
    try (OnlineStore store = OnlineStore.connect(redis, project);
        BufferedWriter writer = Files.newBufferedWriter(file)) {
      List<String> users = new ArrayList<>();
      store.users().forEachRemaining(users::add);
      users.sort(null);
      for (List<String> batch : Lists.partition(users, BATCH)) {
        for (Optional<StoredProfile> profile : store.getAll(batch)) {
          if (profile.isPresent()) {
            writer.write(ProfileJson.line(profile.get().row(), profile.get().schema()));
            writer.newLine();
            rows++;
          }
        }
      }
    } catch (IOException e) {
      throw Failure.because(file + " cannot be written: " + Failure.reason(e), e);
    }
    return rows;
  }
}
