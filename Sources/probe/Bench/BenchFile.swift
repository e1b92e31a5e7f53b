import Exporters
import LinuxFiles
import NodeModel

/// Benchmark documents as files.
enum BenchFile {
  /// Larger ones were not written by `probe bench`: all pairs of 512 CPUs have 200 MB.
  static let limit = 256 << 20

  /// Why a file is not taken.
  struct Refusal: Error, CustomStringConvertible {
    let path: String
    let cause: JSONError

    var description: String {
      "\(path): \(cause); give a file that probe bench --json -o wrote"
    }
  }

  /// Reads the document in the file `path`, or those that are kept there, the newest first.
  static func read(_ path: String) throws -> [BenchDocument] {
    let bytes = try BoundedFile.contents(of: path, limit: limit)
    do throws(JSONError) {
      return try BenchDocument.all(reading: bytes)
    } catch {
      throw Refusal(path: path, cause: error)
    }
  }

  /// What results would be about, as JSON on one line.
  static func bytes(of subjects: [BenchSubject]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { json in
      for subject in subjects {
        json.object { json in subject.write(into: &json) }
      }
    }
    writer.newline()
    return writer.text.bytes
  }

  /// The document's JSON, on one line.
  static func bytes(of document: BenchDocument) -> [UInt8] {
    var writer = JSONWriter()
    document.write(into: &writer)
    writer.newline()
    return writer.text.bytes
  }

  /// An array of documents as JSON on one line.
  static func bytes(of documents: [BenchDocument]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { json in
      for document in documents { document.write(into: &json) }
    }
    writer.newline()
    return writer.text.bytes
  }
}
