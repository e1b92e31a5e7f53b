/// Why a document cannot be read, and at which of its bytes. Two words, so that it costs little to throw.
struct JSONFault: Error, Equatable {
  /// What is wrong.
  enum Reason: String {
    case valueExpected = "a value expected"
    case objectExpected = "an object expected"
    case arrayExpected = "an array expected"
    case stringExpected = "a string expected"
    case nameExpected = "a name in quotes expected"
    case colonExpected = "a colon expected"
    case commaOrBraceExpected = "a comma or } expected"
    case commaOrBracketExpected = "a comma or ] expected"
    case numberExpected = "a number expected"
    case digitExpected = "a digit expected"
    case leadingZero = "a number begins with 0"
    case numberTooLarge = "the number is too large"
    case boolExpected = "true or false expected"
    case endsEarly = "the document ends too early"
    case tooDeep = "more than 64 levels"
    case tooManyMembers = "more than 4096 members"
    case tooManyAccelerators = "more than 65536 accelerators of one model in one node"
    case tooManyModels = "more than 4096 models of accelerators"
    case tooManyFindings = "more than 4096 findings"
    case tooManySettings = "more than 64 settings of a node"
    case tooManyFactors = "more than 1024 factors or parts at once"
    case stringTooLong = "a string of more than 1 MiB"
    case documentTooLong = "a document of more than 256 MiB"
    case tooManyTokens =
      "a document of more than 67108864 brackets, quotes, colons, commas and values"
    case unknownEscape = "an unknown escape"
    case brokenEscape = "four hexadecimal digits expected"
    case halfSurrogate = "half a pair of surrogates"
    case control = "a control character in a string"
    case brokenUTF8 = "no UTF-8"
    case byteOrderMark = "a byte-order mark"
    case doubledName = "this name stands twice in its object"
    case notTime = "not a time in UTC such as 2026-11-21T14:30:44Z"
    case notHour = "not the beginning of an hour"
    case notWhole = "not a whole number"
    case negative = "a negative number"
    case aboveLimit = "a whole number of 2^53 or more"
    case notNodeID = "a node_id is 64 hexadecimal digits in lower case"
    case notEpoch = "an epoch is a UUID in lower case"
    case notOwner = "an owner has 1 to 512 bytes"
    case notJob = "a job_id has 1 to 512 bytes"
    case unknownComponent = "an unknown component"
    case notTiers = "tiers are twelve of A to E and -"
    case unknownTier = "a tier is one of A to E"
    case notTwelve = "not twelve slots"
    case slotWithoutTier = "a slot with energy has no tier"
    case slotWithoutEnergy = "a slot with a tier has no energy"
    case missingMember = "a member is missing in this object"
    case notReport = "the schema is not nodeprobe.report/1"
    case unknownVersion = "an unknown major version of the schema"
    case notDigest = "a digest is 64 hexadecimal digits in lower case"
    case notConflict = "a conflict has two or more digests in their order"
    case conflictWithoutRow = "a conflict without the row that counts"
    case emptyFile = "nothing stands in it"
    case notFooter = "not the last line of a merged file"
    case footerCounts =
      "the merged file's last line speaks of other nodes or rows than stand before it"
    case footerDigest = "the bytes before this line are not those that it was written for"
    case brokenGzip = "the gzip stream is broken"
    case brokenZstd = "the zstd stream is broken"
  }

  /// The byte, counted from the beginning of what is read.
  var offset: Int
  /// What is wrong there.
  let reason: Reason

  init(_ reason: Reason, at offset: Int) {
    self.offset = offset
    self.reason = reason
  }
}
