package io.portrait.event;

/**
 * Where a record came from.
 *
 * @param topic the Kafka topic
 * @param partition its partition, from 0
 * @param offset the record's place in the partition, from 0
 */
public record Origin(String topic, int partition, long offset) {}
