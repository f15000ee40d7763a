package io.portrait.cli.similar;

import io.portrait.online.StoredEmbedding;
import io.portrait.profile.RowVersion;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * A user in the index: the id, the version of the embedding, and the embedding itself in a field of
 * its number of dimensions, so that embeddings of an old and of a new model lie side by side.
 */
final class TasteDocument {

  /** Raised whenever a document means something else than before. */
  static final String FORMAT = "1";

  /** More dimensions Lucene does not index. */
  static final int MOST_DIMENSIONS = 1_024;

  /** The user's id, as a term and as a value. */
  static final String USER = "user";

  private static final String GENERATION = "generation";
  private static final String EVENTS = "events";
  private static final String AS_OF = "as_of";

  private TasteDocument() {}

  /** The field that vectors of so many dimensions lie in. */
  static String vectorField(int dimensions) {
    return "vector_" + dimensions;
  }

  /** What finds a user's document. */
  static Term term(String userId) {
    return new Term(USER, userId);
  }

  /** Without a vector where it cannot be compared with any other. */
  static Document of(StoredEmbedding embedding) {
    Document document = new Document();
    document.add(new StringField(USER, embedding.userId(), Field.Store.NO));
    document.add(new BinaryDocValuesField(USER, new BytesRef(embedding.userId())));
    RowVersion version = embedding.version();
    document.add(new NumericDocValuesField(GENERATION, version.generation()));
    document.add(new NumericDocValuesField(EVENTS, version.events()));
    document.add(new NumericDocValuesField(AS_OF, version.asOf()));
    int dimensions = embedding.vector().length;
    if (dimensions <= MOST_DIMENSIONS) {
      Directions.unit(embedding.vector())
          .ifPresent(
              unit ->
                  document.add(
                      new KnnFloatVectorField(
                          vectorField(dimensions), unit, VectorSimilarityFunction.DOT_PRODUCT)));
    }
    return document;
  }

  /** The version of every user in an index. */
  static Map<String, RowVersion> versions(IndexReader index) throws IOException {
    Map<String, RowVersion> versions = new HashMap<>();
    for (LeafReaderContext leaf : index.leaves()) {
      LeafReader reader = leaf.reader();
      Bits live = reader.getLiveDocs();
      BinaryDocValues users = DocValues.getBinary(reader, USER);
      NumericDocValues generations = DocValues.getNumeric(reader, GENERATION);
      NumericDocValues events = DocValues.getNumeric(reader, EVENTS);
      NumericDocValues times = DocValues.getNumeric(reader, AS_OF);
      for (int document = 0; document < reader.maxDoc(); document++) {
        if (live == null || live.get(document)) {
          versions.put(
              user(users, document),
              new RowVersion(
                  value(generations, document), value(events, document), value(times, document)));
        }
      }
    }
    return versions;
  }

  /** The user of a document; documents must be asked for in growing order. */
  static String user(BinaryDocValues users, int document) throws IOException {
    if (!users.advanceExact(document)) {
      throw new IOException("a document has no user");
    }
    return users.binaryValue().utf8ToString();
  }

  private static long value(NumericDocValues values, int document) throws IOException {
    if (!values.advanceExact(document)) {
      throw new IOException("a document has no version");
    }
    return values.longValue();
  }
}
