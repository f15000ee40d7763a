package io.portrait.job.window;

import io.portrait.event.ErasedUser;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Who had been erased when the job was drawn. A job that begins anew, to replay or to rewrite from
 * history, has no tombstones of its own: it must not bring back whom the one before has forgotten.
 */
public final class ErasureRegister implements Serializable {

  private static final long serialVersionUID = 1;

  private final byte[] salt;
  private final HashMap<String, Tombstone> tombstones;

  /**
   * A register.
   *
   * @param salt of the project, by which users who were erased are named
   * @param tombstones by {@link ErasedUser#hash}
   */
  public ErasureRegister(byte[] salt, Map<String, Tombstone> tombstones) {
    this.salt = salt.clone();
    this.tombstones = new HashMap<>(tombstones);
  }

  /** Of nobody. */
  public static ErasureRegister empty(byte[] salt) {
    return new ErasureRegister(salt, Map.of());
  }

  /** By what users who were erased are named. */
  public byte[] salt() {
    return salt.clone();
  }

  /** By hash, never changed. */
  Map<String, Tombstone> tombstones() {
    return tombstones;
  }

  /** What stands for a user. */
  String hash(String userId) {
    return ErasedUser.hash(salt, userId);
  }
}
