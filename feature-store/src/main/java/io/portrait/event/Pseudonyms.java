package io.portrait.event;

import io.portrait.secret.SecretVariable;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What users are called from the source on, where a definition file asks for it ({@code events:
 * {pseudonymise: true}}): the first 32 lower-case hex digits of HMAC-SHA-256(key, the id's UTF-8).
 * Whoever has the key finds a user's rows by the raw id, also with other tools: {@code printf %s ID
 * | openssl dgst -sha256 -hmac "$KEY"}. Nobody else can tell who it is, nor try ids against it.
 *
 * <p>Half of the digest, 128 bits: two of a billion users share one once in 10^21.
 *
 * <p>Thread-safe. The key stands in no message and not in {@link #toString()}.
 */
public final class Pseudonyms implements Serializable {

  /** The variable of the environment that holds the key; {@code _FILE} after it names a file. */
  public static final String VARIABLE = "PORTRAIT_PSEUDONYM_KEY";

  /** The fewest characters of a key: 32, as of {@code openssl rand -hex 16} or more. */
  public static final int MIN_KEY_CHARACTERS = 32;

  /** By how much a sealed record is longer: a version, a nonce of 12 bytes, a tag of 16. */
  static final int SEAL_BYTES = 29;

  /** Ids stay as they are, and records too. */
  public static final Pseudonyms NONE = new Pseudonyms(new byte[0]);

  private static final long serialVersionUID = 1;
  private static final String HMAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int DIGEST_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte VERSION = 1;
  private static final String SEALED = "what stood there is sealed with the record";

  private final byte[] key;

  /** Made ready once: a clone of it takes half the time of another. */
  private transient volatile @Nullable Mac ready;

  private Pseudonyms(byte[] key) {
    this.key = key;
  }

  /**
   * Pseudonyms by a key.
   *
   * @throws IllegalArgumentException if the key is shorter than {@link #MIN_KEY_CHARACTERS}; one
   *     line, without it
   */
  public static Pseudonyms of(String key) {
    if (key.length() < MIN_KEY_CHARACTERS) {
      throw new IllegalArgumentException(
          VARIABLE
              + " holds a key of fewer than "
              + MIN_KEY_CHARACTERS
              + " characters: openssl rand -hex 32 makes one");
    }
    return new Pseudonyms(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What a definition file asks for, with the environment's key; {@link #NONE} where it does not.
   *
   * @param environment such as {@code System.getenv()}
   * @throws IllegalArgumentException if it asks and there is no key, or none that is good; one line
   */
  public static Pseudonyms required(EventRules rules, Map<String, String> environment) {
    Pseudonyms found = known(rules, environment);
    if (rules.pseudonymise() && !found.isKeyed()) {
      throw new IllegalArgumentException(
          "the definitions ask for pseudonyms: set "
              + VARIABLE
              + " or "
              + VARIABLE
              + "_FILE to their key");
    }
    return found;
  }

  /**
   * The same for one who reads: without a key, ids are taken to be pseudonyms already.
   *
   * @throws IllegalArgumentException if there is a key that is not good; one line
   */
  public static Pseudonyms known(EventRules rules, Map<String, String> environment) {
    String key = rules.pseudonymise() ? SecretVariable.read(environment, VARIABLE) : "";
    return key.isEmpty() ? NONE : of(key);
  }

  /** Whether users have other names here than in events. */
  public boolean isKeyed() {
    return key.length > 0;
  }

  /** What a user is called, by the id in events. */
  public String name(String userId) {
    if (!isKeyed() || userId.isEmpty()) { // which is nobody's
      return userId;
    }
    byte[] digest = mac().doFinal(userId.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
  }

  /** The event or erasure under the user's pseudonym; whatever else it is, as it is. */
  ParsedEvent apply(ParsedEvent parsed) {
    if (!isKeyed()) {
      return parsed;
    }
    if (parsed instanceof Event event) {
      return new Event(
          event.eventId(),
          name(event.userId()),
          event.type(),
          event.timeMillis(),
          event.itemId(),
          event.category(),
          event.amount(),
          event.quantity(),
          event.text(),
          event.attributes());
    }
    return parsed instanceof Erasure erasure
        ? new Erasure(name(erasure.userId()), erasure.timeMillis())
        : parsed;
  }

  /**
   * A rejected record such that it can be stored: whose it is may stand anywhere in it, so it is
   * encrypted whole (AES-256-GCM by a key of its own, made of the key), and its detail says no more
   * than which field was wrong. The same record gives the same bytes, so that a replay does.
   */
  public RejectedEvent seal(RejectedEvent event) {
    if (!isKeyed()) {
      return event;
    }
    byte[] raw = event.raw();
    byte[] record = Arrays.copyOf(raw, Math.min(raw.length, RejectedEvent.MAX_SEALED_BYTES));
    try {
      byte[] nonce = Arrays.copyOf(hmac(derived("nonce")).doFinal(record), NONCE_BYTES);
      ByteBuffer sealed = ByteBuffer.allocate(record.length + SEAL_BYTES).put(VERSION).put(nonce);
      sealed.put(cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(record));
      return new RejectedEvent(
          sealed.array(), event.reason(), field(event.detail()) + SEALED, event.origin());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES", e);
    }
  }

  /**
   * The record that was sealed; one that was not, as it is.
   *
   * @throws IllegalArgumentException if another key sealed it, or it was tampered with
   */
  public byte[] open(byte[] sealed) {
    if (!isKeyed() || sealed.length < SEAL_BYTES || sealed[0] != VERSION) {
      return sealed;
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce)
          .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "a rejected record was sealed by another key than that of " + VARIABLE, e);
    }
  }

  /** 16 hex digits that tell keys apart and nothing else of them; empty without one. */
  public String fingerprint() {
    return isKeyed() ? HexFormat.of().formatHex(derived("fingerprint"), 0, 8) : "";
  }

  /** Without the key. */
  @Override
  public String toString() {
    return isKeyed() ? "Pseudonyms[" + fingerprint() + "]" : "Pseudonyms[none]";
  }

  /** The field that a detail begins with, of those that are Portrait's own words. */
  private static String field(String detail) {
    for (EventField field : EventField.values()) {
      if (detail.startsWith(field.label())) {
        return field.label() + ": ";
      }
    }
    return "";
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode,
        new SecretKeySpec(derived("rejected records"), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  /** Not an HMAC by the key: those are pseudonyms, and a user may have any id. */
  private byte[] derived(String purpose) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(("portrait " + purpose + "\0").getBytes(StandardCharsets.UTF_8));
      return digest.digest(key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Mac mac() {
    Mac made = ready;
    if (made == null) {
      made = hmac(key);
      ready = made;
    }
    try {
      return (Mac) made.clone();
    } catch (CloneNotSupportedException e) {
      return hmac(key);
    }
  }

  private static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }
}
