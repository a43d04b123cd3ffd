"""What things are, and the glossary.

===============  ==========================  ====================================================
identifier       on the screen (Indonesian)  meaning
===============  ==========================  ====================================================
area             wilayah                     any unit of the hierarchy, by its dotted code
village          desa/kelurahan              ``36.04.23.2015``
district         kecamatan                   ``36.04.23``
regency          kabupaten/kota              ``36.04``
agency           perangkat daerah (OPD)      who is responsible for an indicator or an action
formed           terbentuk                   the village is a Kampung KB
indicator        indikator                   what is measured
observation      nilai                       one indicator, one village, one period, one origin
target           sasaran                     what an indicator should reach, by year
shortfall        kekurangan                  people (households, services) missing to the target
origin           asal                        official, or illustrative (made up, and says so)
revision         revisi                      one accepted change of the data, numbered
===============  ==========================  ====================================================
"""
