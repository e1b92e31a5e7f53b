/// Where a document that was taken can be read again, whose it is, and where its record is.
struct DocumentEntry {
  var node: NodeID
  /// The place in its file or in the spool.
  var offset: Int
  var length: UInt32
  /// The number of the file; −1 is the spool.
  var file: Int32
  /// Where its record stands among all records.
  var record: Int
  /// Of its record; 0 where places in the record are not those of the text without blanks, so that it is made anew.
  var recordLength: UInt32
  var rows: UInt32
  /// Of the bytes, not all of which were looked at.
  var fingerprint: UInt64
  /// An earlier document with the same fingerprint; −1 where there is none.
  var earlier: Int32
}
