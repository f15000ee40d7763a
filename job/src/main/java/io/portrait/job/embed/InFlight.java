package io.portrait.job.embed;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/** What an asynchronous operator holds, told from what goes in and what comes out. */
final class InFlight implements Output<StreamRecord<UserRecord>> {

  private final Output<StreamRecord<UserRecord>> downstream;
  private int events;
  private int watermarks;
  private long characters;

  InFlight(Output<StreamRecord<UserRecord>> downstream) {
    this.downstream = downstream;
  }

  /** Whether it holds nothing. */
  boolean isEmpty() {
    return events == 0 && watermarks == 0;
  }

  /** Whether a watermark waits for events before it. */
  boolean hasWatermark() {
    return watermarks > 0;
  }

  /** The length of all texts. */
  long characters() {
    return characters;
  }

  void enter(Event event) {
    events++;
    characters += length(event);
  }

  void enterWatermark() {
    watermarks++;
  }

  private static int length(Event event) {
    String text = event.text();
    return text == null ? 0 : text.length();
  }

  @Override
  public void collect(StreamRecord<UserRecord> record) {
    events--;
    characters -= length(((EmbeddedEvent) record.getValue()).event());
    downstream.collect(record);
  }

  @Override
  public void emitWatermark(Watermark mark) {
    watermarks--;
    downstream.emitWatermark(mark);
  }

  @Override
  public void emitWatermarkStatus(WatermarkStatus status) {
    downstream.emitWatermarkStatus(status);
  }

  @Override
  public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
    downstream.collect(tag, record);
  }

  @Override
  public void emitLatencyMarker(LatencyMarker marker) {
    downstream.emitLatencyMarker(marker);
  }

  @Override
  public void emitRecordAttributes(RecordAttributes attributes) {
    downstream.emitRecordAttributes(attributes);
  }

  @Override
  public void close() {
    downstream.close();
  }
}
