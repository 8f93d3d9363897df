# Reads a TMX file with XML::TMX (Debian's libxml-tmx-perl) and prints each unit's texts by language as
# a line of JSON.
#
#   perl xml_tmx.pl FILE
use strict;
use warnings;
use JSON::PP;
use XML::TMX::Reader;

my $reader = XML::TMX::Reader->new($ARGV[0]) or die "cannot read $ARGV[0]\n";
# Characters above U+007F are escaped, so that no layer of the terminal touches them.
my $json = JSON::PP->new->ascii->canonical;
$reader->for_tu(sub {
    my $unit = shift;
    my %texts = map { $_ => $unit->{$_}{-seg} } grep { !/^-/ } keys %$unit;
    print $json->encode(\%texts), "\n";
    return;
});
