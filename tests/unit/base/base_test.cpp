#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numeric>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/files.h"
#include "chordae/base/ledger.h"
#include "chordae/base/rng.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "support/test_support.h"

namespace chordae {
namespace {

// FIPS 180-4 example values (NIST CSRC, "SHA256.pdf") and RFC 4231 test cases 2 and 6.
TEST(Sha256, PublishedValues) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(hex(hmac_sha256(std::as_bytes(std::span("Jefe", 4)), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const std::string key(131, '\xaa');
  EXPECT_EQ(hex(hmac_sha256(std::as_bytes(std::span(key)),
                            "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Sha256, PiecesGiveTheSameDigest) {
  const std::string text(1000, 'x');
  for (const std::size_t piece : {1u, 7u, 63u, 64u, 65u, 200u}) {
    Sha256 hash;
    for (std::size_t i = 0; i < text.size(); i += piece)
      hash.update(std::string_view(text).substr(i, piece));
    EXPECT_EQ(hex(hash.finish()), hex(sha256(text))) << piece;
  }
}

TEST(Rng, StreamsAreStableAndIndependentOfUse) {
  Rng a(7);
  const auto first = a.split("heart", 3).next();
  a.next();
  EXPECT_EQ(a.split("heart", 3).next(), first);
  EXPECT_NE(a.split("heart", 4).next(), first);
  EXPECT_NE(Rng(8).split("heart", 3).next(), first);
  Rng b = Rng::from_state(a.state());
  EXPECT_EQ(a.next(), b.next());
  EXPECT_EQ(a.split("x").next(), b.split("x").next());
}

TEST(Rng, DistributionsHaveTheirMoments) {
  Rng rng(1);
  double sum = 0, square = 0, uniform = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double x = rng.normal();
    sum += x;
    square += x * x;
    uniform += rng.uniform();
  }
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(square / n, 1, 0.02);
  EXPECT_NEAR(uniform / n, 0.5, 0.005);
  std::vector<int> counts(6);
  for (int i = 0; i < 60000; ++i) ++counts[static_cast<std::size_t>(rng.integer(1, 6) - 1)];
  for (const int c : counts) EXPECT_NEAR(c, 10000, 400);
  for (int i = 0; i < 1000; ++i) {
    const double x = rng.truncated_normal(0, 1, 0.5, 0.6);
    EXPECT_TRUE(x >= 0.5 && x <= 0.6);
  }
}

TEST(Files, WritingIsAllOrNothing) {
  test::ScratchFolder scratch;
  write_file(scratch / "a", "one");
  EXPECT_EQ(read_text_file(scratch / "a"), "one");
  {
    TemporaryPath temporary(scratch / "a");
    std::ofstream(temporary.path()) << "half";
  }
  EXPECT_EQ(read_text_file(scratch / "a"), "one");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), {}), 1);
  EXPECT_EQ(test::error_code_of([&] { write_file(scratch / "no" / "b", "x"); }), ErrorCode::kIo);
  EXPECT_EQ(test::error_code_of([&] { read_file(scratch.path()); }), ErrorCode::kIo);
  EXPECT_EQ(test::error_code_of([&] { read_file(scratch / "a", 2); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([&] { check_output_file(scratch / "a", false); }), ErrorCode::kUsage);
  check_output_file(scratch / "a", true);
  EXPECT_EQ(read_text_file(scratch / "a"), "one");  // a check deletes nothing
  EXPECT_EQ(test::error_code_of([&] { check_output_file(scratch.path(), true); }), ErrorCode::kUsage);
  check_output_file(scratch / "new", false);
}

TEST(Files, FullDiskIsNamed) {
  CHORDAE_SKIP_WITHOUT(std::filesystem::exists("/dev/full"), "/dev/full");
  // The temporary would be created in /dev; the stream itself is what is tested here.
  EXPECT_EQ(test::error_code_of([] { write_file("/proc/chordae", "x"); }), ErrorCode::kIo);
}

TEST(Files, TemporaryNamesCannotBeGuessed) {
  const TemporaryPath a("x/target"), b("x/target");
  EXPECT_NE(a.path(), b.path());
  EXPECT_EQ(a.path().parent_path(), "x");
  EXPECT_EQ(TemporaryPath("x/folder/").path().parent_path(), "x");  // beside the folder, not in it
}

TEST(Files, StaleTemporariesGo) {
  test::ScratchFolder scratch;
  std::string live = TemporaryPath(scratch / "y").path().filename().string();
  std::string dead = live;
  const std::string pid = cat("-", getpid(), "-");
  dead.replace(dead.find(pid), pid.size(), "-999999999-");
  const std::string foreign = ".x.chordae-tmp-another-host-999999999-0";
  for (const auto& name : {live, dead, foreign}) write_file(scratch / name, "x");
  remove_stale_temporaries(scratch.path());
  EXPECT_FALSE(std::filesystem::exists(scratch / dead));
  EXPECT_TRUE(std::filesystem::exists(scratch / live));
  EXPECT_TRUE(std::filesystem::exists(scratch / foreign));
}

TEST(ThreadPool, DoesAllAndReportsTheFirstError) {
  std::vector<int> done(1000);
  ThreadPool pool(3);
  for (std::size_t i = 0; i < done.size(); ++i) {
    pool.submit([&done, i] { done[i] = 1; });
  }
  pool.wait();
  EXPECT_EQ(std::accumulate(done.begin(), done.end(), 0), 1000);
  pool.submit([] { throw Error(ErrorCode::kIo, "x"); });
  EXPECT_EQ(test::error_code_of([&] { pool.wait(); }), ErrorCode::kIo);
  pool.wait();
  EXPECT_EQ(test::error_text_of([] {
              parallel_for(100, 4, [](std::int64_t i) {
                if (i >= 0) throw Error(ErrorCode::kIo, cat("item ", i));
              });
            }),
            "item 0");
}

TEST(Ledger, OverAShareIsFatal) {
  SkipLedger ledger;
  ledger.check_share(10, 0);
  ledger.add({"file", "3", "truncated", ErrorCode::kFormat});
  ledger.check_share(10, 0.1);
  EXPECT_EQ(test::error_code_of([&] { ledger.check_share(10, 0.05); }), ErrorCode::kFormat);
}

TEST(Strings, ForPeople) {
  EXPECT_EQ(human_duration(75), "1:15");
  EXPECT_EQ(human_duration(3700), "1:01:40");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(try_parse_double("1.5"), 1.5);
  EXPECT_FALSE(try_parse_double("1.5x"));
  EXPECT_FALSE(try_parse_int(""));
  const std::vector<std::string> commands = {"ingest", "inspect", "embed"};
  EXPECT_EQ(try_suggest("ingets", commands), "ingest");
  EXPECT_FALSE(try_suggest("zzzzzz", commands));
  EXPECT_EQ(printable("a\nb"), "a?b");
}

TEST(Error, CarriesContext) {
  Error e(ErrorCode::kFormat, "bad");
  e.add_context("reading x");
  EXPECT_STREQ(e.what(), "bad\n  while reading x");
  EXPECT_EQ(exit_status(ErrorCode::kConfig), 2);
  EXPECT_EQ(exit_status(ErrorCode::kModel), 4);
}

}  // namespace
}  // namespace chordae
