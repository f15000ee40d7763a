package io.portrait.cli.similar;

import com.google.common.primitives.Ints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

/** Asks the graph for candidates, more than are wanted, and ranks them by their exact cosines. */
final class TasteSearch {

  /** Whoever is really near is among so many times as many of the graph's answers. */
  private static final int CANDIDATES_PER_NEIGHBOUR = 10;

  /** A segment with no more vectors than that is compared one by one instead. */
  private static final int FEWEST_CANDIDATES = 500;

  private static final Comparator<Neighbour> NEAREST_FIRST =
      Comparator.comparingDouble(Neighbour::cosine).reversed().thenComparing(Neighbour::userId);

  private final IndexReader reader;
  private final IndexSearcher searcher;

  TasteSearch(IndexReader reader) {
    this.reader = reader;
    searcher = new IndexSearcher(reader);
  }

  /** How many users have a vector of so many dimensions. */
  int comparable(int dimensions) throws IOException {
    return searcher.count(new FieldExistsQuery(TasteDocument.vectorField(dimensions)));
  }

  /** The nearest, nearest first, then by id. */
  List<Neighbour> nearest(float[] unit, int limit, @Nullable String except) throws IOException {
    List<Neighbour> neighbours = compare(unit, candidates(unit, limit), except);
    neighbours.sort(NEAREST_FIRST);
    return List.copyOf(neighbours.subList(0, Math.min(limit, neighbours.size())));
  }

  /** Documents of the index, in growing order. */
  private int[] candidates(float[] unit, int limit) throws IOException {
    int wanted =
        Math.max(Ints.saturatedCast((long) CANDIDATES_PER_NEIGHBOUR * limit), FEWEST_CANDIDATES);
    String field = TasteDocument.vectorField(unit.length);
    ScoreDoc[] found =
        searcher.search(new KnnFloatVectorQuery(field, unit, wanted), wanted).scoreDocs;
    return Arrays.stream(found).mapToInt(hit -> hit.doc).sorted().toArray();
  }

  private List<Neighbour> compare(float[] unit, int[] documents, @Nullable String except)
      throws IOException {
    List<Neighbour> neighbours = new ArrayList<>(documents.length);
    String field = TasteDocument.vectorField(unit.length);
    int at = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      int end = leaf.docBase + leaf.reader().maxDoc();
      if (at == documents.length || documents[at] >= end) {
        continue;
      }
      FloatVectorValues vectors = leaf.reader().getFloatVectorValues(field);
      BinaryDocValues users = DocValues.getBinary(leaf.reader(), TasteDocument.USER);
      for (; at < documents.length && documents[at] < end; at++) {
        int document = documents[at] - leaf.docBase;
        String user = TasteDocument.user(users, document);
        vectors.advance(document);
        if (!user.equals(except)) {
          neighbours.add(new Neighbour(user, Directions.cosine(unit, vectors.vectorValue())));
        }
      }
    }
    return neighbours;
  }
}
