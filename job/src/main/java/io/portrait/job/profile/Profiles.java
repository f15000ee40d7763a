package io.portrait.job.profile;

import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.ProfileUpdateWire;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Step 6: snapshots become rows. */
public final class Profiles {

  private Profiles() {}

  /** Adds tags, status and provenance to each snapshot. */
  public static DataStream<ProfileUpdate> from(DataStream<Snapshot> snapshots, JobConfig config) {
    return snapshots
        .map(new ProfileFunction(config.definitionText(), config.generation()))
        .returns(ProfileUpdateWire.TYPE)
        .name("profile")
        .uid(Uids.PROFILE);
  }
}
