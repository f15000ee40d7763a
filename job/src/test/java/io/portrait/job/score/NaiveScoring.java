package io.portrait.job.score;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.window.Snapshot;
import io.portrait.learning.ChurnModel;
import io.portrait.learning.Inputs;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.ReferenceDistribution;
import io.portrait.profile.Scores;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The oracle of scoring: it has every model before the first row, and rows in order. */
final class NaiveScoring {

  private final Segments segments;
  private final Churn churn;
  private final Inputs segmentInputs;
  private final Inputs churnInputs;
  private final TreeMap<Long, KMeansModel> segmentModels = new TreeMap<>();
  private final TreeMap<Long, ChurnModel> churnModels = new TreeMap<>();
  private final Map<String, Long> segmentOf = new HashMap<>();
  private final Set<String> alerted = new TreeSet<>();
  private final List<Snapshot> rows = new ArrayList<>();
  private final List<SegmentChange> changes = new ArrayList<>();
  private final List<ChurnAlert> alerts = new ArrayList<>();
  private final TreeMap<Long, TickCounts> counts = new TreeMap<>();

  NaiveScoring(Definition definition) {
    segments = Objects.requireNonNull(definition.segments());
    churn = Objects.requireNonNull(definition.churn());
    segmentInputs = Inputs.of(definition, segments.features());
    churnInputs = Inputs.of(definition, churn.features());
  }

  void model(ModelUpdate update) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(update.model()));
    try {
      if (update.name().equals(Segments.NAME)) {
        segmentModels.put(update.fromMillis(), KMeansModel.read(in));
      } else {
        churnModels.put(update.fromMillis(), ChurnModel.read(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void row(Snapshot row) {
    if (row.kind() == Snapshot.Kind.GONE) {
      segmentOf.remove(row.userId());
      alerted.remove(row.userId());
      return;
    }
    Map.Entry<Long, KMeansModel> before = segmentModels.lowerEntry(row.asOf());
    Map.Entry<Long, ChurnModel> until = churnModels.floorEntry(row.asOf());
    KMeansModel segmentModel = before == null ? null : before.getValue();
    ChurnModel churnModel = until == null ? null : until.getValue();
    Long former = segmentOf.get(row.userId());
    Map<String, Long> models = new TreeMap<>();
    Set<String> missing = new TreeSet<>();

    Long segment = null;
    if (segmentModel == null) {
      missing.add(Segments.NAME);
      segmentOf.remove(row.userId());
    } else {
      models.put(Segments.NAME, segmentModel.version());
      segment = segment(segmentModel, segmentInputs.of(row.values()), former);
      segmentOf.put(row.userId(), segment);
      if (!segment.equals(former)) {
        changes.add(
            new SegmentChange(
                row.userId(),
                row.asOf(),
                former == null ? SegmentChange.NONE : former.intValue(),
                segment.intValue(),
                segmentModel.version()));
      }
    }

    double probability = Double.NaN;
    if (churnModel != null) {
      models.put(Churn.NAME, churnModel.version());
      probability = churnModel.probability(churnInputs.of(row.values()));
      alert(row, probability, churnModel);
    }
    if (churnModel == null || churnModel.isDistrusted()) {
      missing.add(Churn.NAME);
    }
    count(row, former, segment, probability, segmentModel, churnModel);
    rows.add(row.with(new Scores(segment, probability, List.of(), models, missing)));
  }

  /** The nearest; but whoever has one leaves it only for one that is clearly nearer. */
  private long segment(KMeansModel model, double[] features, @Nullable Long former) {
    int nearest = 0;
    for (int i = 1; i < model.count(); i++) {
      if (model.squaredDistance(features, i) < model.squaredDistance(features, nearest)) {
        nearest = i;
      }
    }
    boolean moves =
        former == null
            || model.squaredDistance(features, nearest)
                < segments.switchBelow() * model.squaredDistance(features, former.intValue());
    return moves ? nearest : former;
  }

  private void alert(Snapshot row, double probability, ChurnModel model) {
    if (alerted.contains(row.userId())) {
      if (probability < churn.alertAgainBelow()) {
        alerted.remove(row.userId());
      }
    } else if (probability > churn.alertAbove() && !model.isDistrusted()) {
      alerted.add(row.userId());
      alerts.add(
          new ChurnAlert(
              row.userId(),
              row.asOf(),
              probability,
              churn.alertAbove(),
              model.version(),
              List.of()));
    }
  }

  private void count(
      Snapshot row,
      @Nullable Long former,
      @Nullable Long segment,
      double probability,
      @Nullable KMeansModel segmentModel,
      @Nullable ChurnModel churnModel) {
    ReferenceDistribution reference = churnModel == null ? null : churnModel.reference();
    long[] bins = null;
    if (reference != null) {
      bins = reference.noCounts();
      bins[reference.bin(0, churnInputs.of(row.values())[0])]++;
      bins[reference.bin(1, probability)]++;
    }
    counts.merge(
        row.asOf(),
        new TickCounts(
            row.asOf(),
            segmentModel == null ? 0 : segmentModel.version(),
            churnModel == null ? 0 : churnModel.version(),
            segment == null ? 0 : 1,
            segment != null && former != null && !segment.equals(former) ? 1 : 0,
            bins,
            reference == null ? null : reference.counts()),
        NaiveScoring::sum);
  }

  private static TickCounts sum(TickCounts one, TickCounts other) {
    long[] bins = one.bins();
    for (int i = 0; bins != null && i < bins.length; i++) {
      bins[i] += Objects.requireNonNull(other.bins())[i];
    }
    return new TickCounts(
        one.tickMillis(),
        one.segmentsVersion(),
        one.churnVersion(),
        one.inSegment() + other.inSegment(),
        one.changed() + other.changed(),
        bins,
        one.expected());
  }

  List<Snapshot> rows() {
    return rows;
  }

  List<SegmentChange> changes() {
    return changes;
  }

  List<ChurnAlert> alerts() {
    return alerts;
  }

  Collection<TickCounts> counts() {
    return counts.values();
  }
}
