package io.portrait.online;

import io.portrait.profile.RowVersion;

/**
 * An embedding as Redis holds it.
 *
 * @param userId whose
 * @param version of the row it was written with
 * @param vector shape [dimensions], L2 length 1 where Portrait wrote it
 */
public record StoredEmbedding(String userId, RowVersion version, float[] vector) {}
