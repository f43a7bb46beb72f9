"""Where the corrected CloudTrail answers; moto reads these two names."""

from moto.cloudtrail.urls import url_bases as moto_bases

from .response import RecordingCloudTrailResponse

url_bases = moto_bases
url_paths = {"{0}/$": RecordingCloudTrailResponse.dispatch}
