/// Where a document that was taken can be read again, and whose it is.
struct DocumentEntry {
  var node: NodeID
  /// The place in its file or in the spool.
  var offset: Int
  var length: UInt32
  /// The number of the file; −1 is the spool.
  var file: Int32
  var rows: UInt32
  /// Of the bytes, not all of which were looked at.
  var fingerprint: UInt64
  /// An earlier document with the same fingerprint; −1 where there is none.
  var earlier: Int32
}
